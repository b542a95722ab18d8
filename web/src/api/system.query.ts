import type { AccountingReport, SystemReport } from "@gridwatch/contracts";
import { queryOptions } from "@tanstack/react-query";
import { getJson } from "./get-json.js";

const REFRESH_MS = 5_000;
/** Rates need two accounts: whoever has just come does not wait for the second as long as for later ones. */
const SECOND_ACCOUNT_MS = 1_500;

/** The parts of the platform and how they do. */
export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }) => getJson("/api/v1/system", isSystemReport, signal),
  refetchInterval: REFRESH_MS,
});

/** An account, and the one before it, for what went by between them. */
export interface Accounts {
  report: AccountingReport;
  before: AccountingReport | undefined;
}

/** What became of every reading. */
export const accountingQuery = queryOptions({
  queryKey: ["accounting"],
  queryFn: async ({ signal, client, queryKey }): Promise<Accounts> => {
    const report = await getJson("/api/v1/accounting", isAccountingReport, signal);
    return { report, before: client.getQueryData<Accounts>(queryKey)?.report };
  },
  refetchInterval: ({ state }) => (state.data?.before === undefined ? SECOND_ACCOUNT_MS : REFRESH_MS),
});

function isSystemReport(body: unknown): body is SystemReport {
  const { at, services, broker, backbone, database } = (body ?? {}) as Partial<SystemReport>;
  return (
    typeof at === "string" &&
    Array.isArray(services) &&
    services.every(
      (one) => typeof one?.service === "string" && typeof one.checks === "object" && one.checks !== null,
    ) &&
    // Older versions do not tell of it, and a central platform has none.
    (broker === undefined || (typeof broker === "object" && broker !== null)) &&
    Array.isArray(backbone?.streams) &&
    Array.isArray(backbone.consumers) &&
    (backbone.regions === undefined || Array.isArray(backbone.regions)) &&
    typeof database === "object" &&
    database !== null
  );
}

function isAccountingReport(body: unknown): body is AccountingReport {
  const { at, totals, services, checks } = (body ?? {}) as Partial<AccountingReport>;
  return (
    typeof at === "string" &&
    Number.isFinite(totals?.received) &&
    Array.isArray(services) &&
    services.every((one) => typeof one?.service === "string" && Array.isArray(one.instances)) &&
    Array.isArray(checks)
  );
}
