import { anomaliesCsv } from "./anomalies-csv.js";

describe("the CSV of anomalies", () => {
  it("says of each all that the table does", () => {
    const strongest = { signal: "out_voltage2", share: 0.8, expected: 230.2, observed: 185.1 };
    const csv = anomaliesCsv([
      { device: "-unit", start: 0, end: null, peak: null, signal: null, strongest: undefined, model: null },
      { device: "unit-2", start: 0, end: 60_000, peak: 0.998, signal: "out_voltage2", strongest, model: "grid@1.0.0" },
    ]);
    expect(csv.trimEnd().split("\r\n")).toEqual([
      "unit,began,ended,peak,signal,expected,observed,model",
      "'-unit,1970-01-01T00:00:00.000Z,,,,,,",
      "unit-2,1970-01-01T00:00:00.000Z,1970-01-01T00:01:00.000Z,0.998,out_voltage2,230.2,185.1,grid@1.0.0",
    ]);
  });
});
