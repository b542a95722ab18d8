import { Random } from "@gridwatch/simulator";
import { INJECTED_FAULTS, withFault } from "./injected-faults.js";

const HOUR_MS = 3_600_000;
const STARTS_AT = 40 * HOUR_MS;
const rows = Array.from({ length: 100 }, (_, hour) => ({
  at: hour * HOUR_MS,
  values: [230, 231, 229, 80 + hour, 90 + hour, 70 + hour],
}));

it.each(INJECTED_FAULTS)("$kind: leaves what was before, changes what comes after, and ends there", (fault) => {
  const changed = [...withFault({ unit: "t", rows: () => rows }, fault, STARTS_AT, 1, new Random(1)).rows()];
  expect(changed.slice(0, 40)).toEqual(rows.slice(0, 40));
  expect(changed.at(-1)?.at).toBeLessThan(STARTS_AT + fault.lastsMs);
  const last = changed.at(-1);
  expect(last?.values).not.toEqual(rows[changed.length - 1]?.values);
  // Only phases 2 and 3 are touched, and never the recording itself.
  expect([last?.values[0], last?.values[3]]).toEqual([230, 80 + changed.length - 1]);
  expect(rows[41]?.values).toEqual([230, 231, 229, 121, 131, 111]);
});
