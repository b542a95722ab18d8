import { emptyColumns } from "@gridwatch/contracts";
import { liveEventOf } from "./live-frame.js";

const readings = {
  devices: ["unit-1"],
  timestamps: [1],
  receivedAt: [2],
  suspect: [],
  metrics: { input_voltage: [230] },
};
const insights = [{ v: 1, device: "unit-1", at: 1, reason: "OFF" }];
const forecasts = [{ device: "unit-1", at: 1, reason: "OFF" }];

describe("a frame from the network", () => {
  it("is accepted in the contract's shape", () => {
    const fleet = { room: "fleet", at: 1, readings };
    expect(liveEventOf("fleet", fleet)).toEqual({ kind: "fleet", frame: fleet });
    expect(liveEventOf("readings", { room: "device:unit-1", at: 1, readings: emptyColumns() })).toBeDefined();
    expect(liveEventOf("snapshot", { room: "device:unit-1", at: 1, readings, insights, forecasts })).toBeDefined();
    expect(liveEventOf("insight", { room: "device:unit-1", at: 1, insights })).toBeDefined();
    expect(liveEventOf("forecast", { room: "device:unit-1", at: 1, forecasts })).toBeDefined();
  });

  it.each([
    ["nothing", undefined],
    ["text", "frame"],
    ["no room", { at: 1, readings }],
    ["a time that is none", { room: "fleet", at: "now", readings }],
    ["no readings", { room: "fleet", at: 1 }],
    ["a column too short", { room: "fleet", at: 1, readings: { ...readings, timestamps: [] } }],
    ["a cell that is text", { room: "fleet", at: 1, readings: { ...readings, metrics: { input_voltage: ["230"] } } }],
    ["a suspect row that is not there", { room: "fleet", at: 1, readings: { ...readings, suspect: [4] } }],
  ])("is refused with %s", (_what, frame) => {
    expect(liveEventOf("fleet", frame)).toBeUndefined();
  });

  it.each([
    ["snapshot", "no insights", { room: "device:a", at: 1, readings, forecasts }],
    ["snapshot", "no forecasts", { room: "device:a", at: 1, readings, insights }],
    ["snapshot", "no readings", { room: "device:a", at: 1, insights, forecasts }],
    ["insight", "insights of another kind of room", { room: "fleet", at: 1, insights }],
    ["insight", "an insight that says nothing", { room: "device:a", at: 1, insights: [{}] }],
    ["forecast", "forecasts of another kind of room", { room: "fleet", at: 1, forecasts }],
  ] as const)("is refused as %s with %s", (kind, _what, frame) => {
    expect(liveEventOf(kind, frame)).toBeUndefined();
  });
});
