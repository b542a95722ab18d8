import type { AccountingReport, InstanceAccount } from "@gridwatch/contracts";
import { serviceRate, totalRate } from "./rates.js";

function report(seconds: number, received: number, lives: Record<string, number>): AccountingReport {
  const instances: InstanceAccount[] = Object.entries(lives).map(([life, count]) => ({
    ...{ service: "ingest", life, startedAt: "2026-01-01T00:00:00.000Z", confirmed: {} },
    counts: { received: count },
  }));
  const nothing = {
    published: 0,
    stored: 0,
    pending: 0,
    deadLettered: 0,
    lost: 0,
    duplicated: 0,
    skippedByRealtime: 0,
  };
  return {
    ...{ at: new Date(1_000 * seconds).toISOString(), since: "2026-01-01T00:00:00.000Z", agrees: true },
    ...{ totals: { ...nothing, received }, deadLetters: [], unseenMessages: 0, checks: [] },
    services: [{ service: "ingest", instances, counts: {} }],
  };
}

const before = report(0, 100, { a: 60, b: 40 });

describe("rates", () => {
  it("are what went by per second between two accounts", () => {
    const accounts = { before, report: report(5, 150, { a: 80, b: 70 }) };
    expect(serviceRate(accounts, "ingest", "received")).toBe(10);
    expect(totalRate(accounts, "received")).toBe(10);
  });

  it("do not take a restart for a loss, nor what a new instance counted for growth", () => {
    const accounts = { before, report: report(5, 150, { a: 80, c: 7 }) };
    expect(serviceRate(accounts, "ingest", "received")).toBe(4);
    expect(serviceRate({ before, report: report(5, 150, { c: 7 }) }, "ingest", "received")).toBeUndefined();
  });

  it("are unknown at first, of a service that nobody answers for, and for the same moment", () => {
    expect(totalRate({ before: undefined, report: before }, "received")).toBeUndefined();
    expect(serviceRate({ before, report: report(5, 150, {}) }, "storage", "stored")).toBeUndefined();
    expect(totalRate({ before, report: before }, "received")).toBeUndefined();
  });
});
