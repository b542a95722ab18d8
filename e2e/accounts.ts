import type { AccountingReport, AccountingTotals } from "@gridwatch/contracts";
import { eventually } from "@gridwatch/testkit";

async function readAccounts({ url }: { url: string }): Promise<AccountingReport> {
  const response = await fetch(`${url}/api/v1/accounting`);
  if (!response.ok) throw new Error(`the accounting answers ${response.status}: ${await response.text()}`);
  return (await response.json()) as AccountingReport;
}

/** Asked of analytics itself, since not every platform has an edge: that every sum agrees as soon as nothing is under way, whoever was killed since the platform began. */
export function expectAccountsToAgree(analytics: { url: string }): Promise<AccountingTotals> {
  return eventually(
    async () => {
      const { agrees, checks, totals } = await readAccounts(analytics);
      expect(checks.filter((check) => check.agrees !== true)).toEqual([]);
      expect({ agrees, pending: totals.pending }).toEqual({ agrees: true, pending: 0 });
      return totals;
    },
    { timeoutMs: 30_000, everyMs: 250 },
  );
}
