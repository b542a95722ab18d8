import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { recordedUnits } from "./recorded-lives.js";

const FROM = Date.UTC(2026, 0, 5);
const HEADER = `at,unit,${ELECTRICAL_METRICS.map(({ name }) => name).join(",")}\n`;

/** A row every ten minutes. */
function rows(unit: string, count: number): string {
  return Array.from({ length: count }, (_, row) =>
    [new Date(FROM + (row + 1) * 600_000).toISOString(), unit, ...ELECTRICAL_METRICS.map(() => row)].join(","),
  )
    .join("\n")
    .concat("\n");
}

const units = (data: string, failures: string) => recordedUnits(HEADER + data, failures, "at", "unit");

describe("the lives of recorded units", () => {
  it("end with a failure, and begin again with what is read afterwards", () => {
    const [unit] = units(rows("a", 30), "unit,failed_at,mode\na,2026-01-05T02:05,winding\n");
    expect(unit?.lives.map(({ means: _, ...life }) => life)).toEqual([
      { unit: "a", from: FROM, endsAt: FROM + 125 * 60_000, mode: "winding", failed: true },
      {
        unit: "a after 1 failures",
        from: FROM + 120 * 60_000,
        endsAt: FROM + 300 * 60_000,
        mode: undefined,
        failed: false,
      },
    ]);
    expect(unit?.lives[0]?.means.get("input_voltage")?.slice(0, 3)).toEqual([null, 0, 1]);
    expect(unit?.lives[1]?.means.get("input_voltage")?.slice(0, 2)).toEqual([null, 12]);
  });

  it("are whole where no failure is known, or none was seen", () => {
    const failures = "unit;failed_at\nb;\na;2026-01-01\n";
    const [a, b, c] = units(rows("a", 3) + rows("b", 3) + rows("c", 3), failures);
    for (const unit of [a, b, c]) {
      expect(unit?.lives).toMatchObject([{ mode: undefined, failed: false, endsAt: FROM + 30 * 60_000 }]);
    }
  });
});

it("refuses failures that it cannot read", () => {
  expect(() => units(rows("a", 3), "unit,when\n")).toThrow('there is no column "failed_at"');
  expect(() => units(rows("a", 3), "unit,failed_at\na,soon\n")).toThrow('"soon" is no time');
});
