import type { AccountingReport, AccountingTotals } from "@gridwatch/contracts";
import { eventually } from "./eventually.js";

async function readAccounts({ url }: { url: string }): Promise<AccountingReport> {
  const response = await fetch(`${url}/api/v1/accounting`);
  if (!response.ok) throw new Error(`the accounting answers ${response.status}: ${await response.text()}`);
  return (await response.json()) as AccountingReport;
}

/**
 * Asked of analytics itself, since not every platform has an edge: the totals, as soon as nothing is under way and every sum agrees, whoever
 * was killed since the platform began. @throws Error with the sums that do not agree after half a minute
 */
export function expectAccountsToAgree(analytics: { url: string }): Promise<AccountingTotals> {
  return eventually(
    async () => {
      const { agrees, checks, totals } = await readAccounts(analytics);
      const wrong = checks.filter((check) => check.agrees !== true);
      if (agrees !== true || wrong.length > 0 || totals.pending !== 0)
        throw new Error(`the accounts do not agree: ${JSON.stringify({ agrees, pending: totals.pending, wrong })}`);
      return totals;
    },
    { timeoutMs: 30_000, everyMs: 250 },
  );
}
