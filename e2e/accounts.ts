import type { AccountingReport, AccountingTotals } from "@gridwatch/contracts";
import type { Platform } from "@gridwatch/local-stack";
import { eventually } from "@gridwatch/testkit";

/** Asked of the service itself: not every platform has an edge. */
async function readAccounts(platform: Platform): Promise<AccountingReport> {
  const response = await fetch(`${platform.service("analytics").url}/api/v1/accounting`);
  if (!response.ok) throw new Error(`the accounting answers ${response.status}: ${await response.text()}`);
  return (await response.json()) as AccountingReport;
}

/** That every sum agrees as soon as nothing is under way, whoever was killed since the platform began. */
export function expectAccountsToAgree(platform: Platform): Promise<AccountingTotals> {
  return eventually(
    async () => {
      const { agrees, checks, totals } = await readAccounts(platform);
      expect(checks.filter((check) => check.agrees !== true)).toEqual([]);
      expect({ agrees, pending: totals.pending }).toEqual({ agrees: true, pending: 0 });
      return totals;
    },
    { timeoutMs: 30_000, everyMs: 250 },
  );
}
