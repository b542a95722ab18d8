import { parseCsv } from "./csv.js";
import { recordingsOf, timeColumnOf, timeOf, usualStepMs } from "./recording.js";

const CSV = `when,unit,volts,amperes
2024-01-10 00:00:05,a,230,
2024-01-10 00:00:00,a,229.5,10
2024-01-10 00:00:00,b,"231,5",11
2024-01-10 00:00:10,a,NaN,12
`;
const columns = { time: "when", features: ["volts", "amperes"], group: "unit" };

it("sorts each unit's rows by time, and knows where in the file they stood", () => {
  const [a, b] = recordingsOf(parseCsv(CSV), columns);
  const midnight = Date.UTC(2024, 0, 10);
  expect(a?.unit).toBe("a");
  expect(a?.rows()).toEqual([
    { at: midnight, values: [229.5, 10], index: 1 },
    { at: midnight + 5_000, values: [230, Number.NaN], index: 0 },
    { at: midnight + 10_000, values: [Number.NaN, 12], index: 3 },
  ]);
  expect(b?.rows()).toEqual([{ at: midnight, values: [231.5, 11], index: 2 }]);
  expect(usualStepMs(recordingsOf(parseCsv(CSV), columns))).toBe(5_000);
});

it("finds the column of time of a file of which nobody has said it", () => {
  const found = (text: string, signals: string[] = [], likely?: string) =>
    timeColumnOf(parseCsv(text), signals, likely);
  expect(found(CSV)).toBe("when");
  expect(found("row,unit,read at\n1,unit-1,2024-01-10\n2,unit-2,2024-01-11T00:00Z\n")).toBe("read at");
  expect(found("pulses,ms\n200000000,1704844800000\n", ["pulses"])).toBe("ms");
  expect(found("made,when\n2024-01-10,2024-01-11\n", [], "when")).toBe("when");
  expect(found("made,when\n2024-01-10,2024-01-11\n", [], "at")).toBe("made");
  const none = "no column holds nothing but times: say --time, one of row, when";
  expect(() => found("row,when\n1,2024-01-10\n2,soon\n")).toThrow(none);
  expect(() => found("row,when\n")).toThrow(none);
});

it.each([
  [{ ...columns, features: ["watts"] }, CSV, 'there is no column "watts", but when, unit, volts, amperes'],
  [columns, CSV.replace("229.5", "high"), 'row 2, column "volts": "high" is no number'],
  [columns, CSV.replace("2024-01-10 00:00:05", "noon"), 'row 1, column "when": "noon" is no time'],
])("says what is wrong with a file", (wanted, text, why) => {
  expect(() => recordingsOf(parseCsv(text), wanted)).toThrow(why);
});

it.each(["1704844800", "1704844800000", "2024-01-10", "2024-01-10 00:00", "2024-01-10T01:00:00+01:00"])(
  "reads the time %s",
  (text) => {
    expect(timeOf(text)).toBe(Date.UTC(2024, 0, 10));
  },
);
