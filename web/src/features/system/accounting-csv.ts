import type { AccountingReport } from "@gridwatch/contracts";
import { toCsv } from "../../ui/csv.js";

/** The totals as CSV, `null` as nothing, then each check with what its sides differ by, both in readings. */
export function accountingCsv(totals: readonly [string, number | null][], { checks }: AccountingReport): string {
  return toCsv([
    ["what", "readings", "agrees", "explanation"],
    ...totals.map(([name, readings]) => [name, readings, null, null]),
    ...checks.map(({ name, agrees, difference, explanation }) => [
      name,
      ...(agrees === null ? [null, "unknown"] : [difference, agrees ? "yes" : "no"]),
      explanation,
    ]),
  ]);
}
