import type { AccountingReport } from "@gridwatch/contracts";
import type { Accounts } from "../../api/system.query.js";

/**
 * How much a service's count grew per second between two accounts, over the instances that are in both: what an instance
 * counted before it is gone, or since a start in between, is no growth.
 *
 * @returns `undefined` when there is nothing to compare
 */
export function serviceRate({ report, before }: Accounts, service: string, count: string): number | undefined {
  const seconds = secondsBetween(before, report);
  if (before === undefined || seconds === undefined) return undefined;
  const earlier = new Map(instancesOf(before, service).map(({ life, counts }) => [life, counts[count] ?? 0]));
  const grown = instancesOf(report, service).flatMap(({ life, counts }) => {
    const from = earlier.get(life);
    return from === undefined ? [] : [(counts[count] ?? 0) - from];
  });
  return grown.length === 0 ? undefined : Math.max(0, grown.reduce((sum, one) => sum + one, 0) / seconds);
}

/** How much one of the totals, which outlive every process, grew per second. */
export function totalRate(
  { report, before }: Accounts,
  total: "received" | "published" | "stored",
): number | undefined {
  const seconds = secondsBetween(before, report);
  if (before === undefined || seconds === undefined) return undefined;
  return Math.max(0, (report.totals[total] - before.totals[total]) / seconds);
}

function secondsBetween(before: AccountingReport | undefined, after: AccountingReport): number | undefined {
  if (before === undefined) return undefined;
  const ms = Date.parse(after.at) - Date.parse(before.at);
  return ms > 0 ? ms / 1_000 : undefined;
}

function instancesOf({ services }: AccountingReport, service: string) {
  return services.find((one) => one.service === service)?.instances ?? [];
}
