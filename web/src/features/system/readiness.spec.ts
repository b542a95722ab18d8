import type { ReadinessFinding, Verdict } from "@gridwatch/contracts";
import { groupedBy, summaryOf, troubles } from "./readiness.js";

const finding = (part: string, verdict: Verdict, check = "reached"): ReadinessFinding => ({
  ...{ part, check, verdict, says: "", by: "analytics" },
});

const well = [finding("broker", "ok"), finding("NATS", "ok")];
const ill = [
  ...well,
  finding("NATS", "unknown", "clock"),
  finding("NATS", "warning", "version"),
  finding("InfluxDB", "fault"),
  finding("services", "warning"),
];

describe("readiness", () => {
  it("is as its worst finding is", () => {
    expect([ill, ill.slice(0, 4), ill.slice(0, 3), well, []].map((each) => summaryOf(each).verdict)).toEqual([
      ...["fault", "warning", "unknown", "ok", "ok"],
    ]);
  });

  it("is said in a sentence", () => {
    expect(summaryOf(well).words).toBe("Nothing to do: all 2 checks are well.");
    expect(summaryOf(ill).words).toBe("1 fault, 2 warnings, 1 that cannot be told; 2 of 6 checks are well.");
    expect(summaryOf(ill.slice(0, 4)).words).toBe("1 warning, 1 that cannot be told; 2 of 4 checks are well.");
  });

  it("has what is worst first among what is to be done", () => {
    expect(troubles(ill).map(({ part, verdict }) => `${verdict} ${part}`)).toEqual([
      ...["fault InfluxDB", "warning NATS", "warning services", "unknown NATS"],
    ]);
    expect(troubles(well)).toEqual([]);
  });

  it("is shown by part, in the order that readings pass them", () => {
    expect(groupedBy(ill, ({ part }) => part).map(([part, { length }]) => [part, length])).toEqual([
      ["broker", 1],
      ["NATS", 3],
      ["InfluxDB", 1],
      ["services", 1],
    ]);
  });
});
