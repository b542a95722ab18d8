import type { Insight } from "./insight.event.js";
import { type InsightColumns, isInsight } from "./insight.socket.js";
import { assertRoomInsights } from "./live.socket.js";

const contributions = [{ signal: "out_voltage1", share: 1, expected: 230, observed: 180 }];
const insight: Insight = {
  v: 1,
  device: "unit-1",
  at: 10,
  reason: "ANOMALY",
  score: 0.98,
  threshold: 0.95,
  contributions,
  model: { name: "grid", version: "1.0.0" },
  event: { id: "unit-1:5", start: 5, peak: 0.98, peakAt: 10, contributions },
};
const columns: InsightColumns = {
  devices: ["unit-1", "unit-2"],
  ats: [10, 10],
  reasons: ["ANOMALY", "OFF"],
  scores: [0.98, null],
  thresholds: [0.95, null],
  signals: ["out_voltage1", null],
  anomalyStarts: [5, null],
  anomalyEnds: [null, null],
};

describe("an insight", () => {
  it("is accepted in full and with what must be there alone", () => {
    expect(isInsight(insight)).toBe(true);
    expect(isInsight({ v: 1, device: "unit-1", at: 10, reason: "OFF" })).toBe(true);
  });

  it.each([
    ["nothing", null],
    ["a list", []],
    ["no device", { ...insight, device: undefined }],
    ["a time that is text", { ...insight, at: "10" }],
    ["a reason nobody knows", { ...insight, reason: "FINE" }],
    ["a score that is no number", { ...insight, score: null }],
    ["a model without a version", { ...insight, model: { name: "grid" } }],
    ["a contribution without a signal", { ...insight, contributions: [{ share: 1, expected: 1, observed: 1 }] }],
    ["a contribution that expects nothing", { ...insight, contributions: [{ ...contributions[0], expected: null }] }],
    ["an event without a start", { ...insight, event: { ...insight.event, start: undefined } }],
    ["an event whose end is text", { ...insight, event: { ...insight.event, end: "now" } }],
  ])("is refused with %s", (_what, value) => {
    expect(isInsight(value)).toBe(false);
  });
});

describe("the insights of a room", () => {
  it("are columns in the fleet's, and whole in a unit's, even one that is called like the fleet's", () => {
    expect(() => assertRoomInsights("fleet", columns)).not.toThrow();
    expect(() => assertRoomInsights("device:fleet", [insight])).not.toThrow();
    expect(() => assertRoomInsights("fleet", [insight])).toThrow("columns");
    expect(() => assertRoomInsights("device:fleet", columns)).toThrow("array of insights");
  });

  it.each([
    ["devices", { ...columns, devices: [1, 2] }],
    ["ats", { ...columns, ats: [10] }],
    ["reasons", { ...columns, reasons: ["FINE", "OFF"] }],
    ["scores", { ...columns, scores: ["1", null] }],
    ["signals", { ...columns, signals: [1, null] }],
    ["anomalyEnds", { ...columns, anomalyEnds: undefined }],
  ])("are refused by the name of the bad column: %s", (name, value) => {
    expect(() => assertRoomInsights("fleet", value)).toThrow(`column ${name} `);
  });
});
