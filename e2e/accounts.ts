import type { Platform } from "@gridwatch/local-stack";
import { eventually, readMetric } from "@gridwatch/testkit";

export interface Accounts {
  received: number;
  published: number;
  stored: number;
  deadLetteredByIngest: number;
  deadLetteredByStorage: number;
}

/** What the services count, over all replicas. */
export async function readAccounts(platform: Platform): Promise<Accounts> {
  const sum = async (service: string, name: string): Promise<number> => {
    const instances = [...platform.parts.keys()].filter((part) => part === service || part.startsWith(`${service}-`));
    const values = await Promise.all(instances.map((instance) => readMetric(platform.service(instance).url, name)));
    return values.reduce((total, value) => total + value, 0);
  };
  return {
    received: await sum("ingest", "gridwatch_ingest_readings_received_total"),
    published: await sum("ingest", "gridwatch_ingest_readings_published_total"),
    stored: await sum("storage", "gridwatch_storage_readings_stored_total"),
    deadLetteredByIngest: await sum("ingest", "gridwatch_dead_letter_readings_total"),
    deadLetteredByStorage: await sum("storage", "gridwatch_dead_letter_readings_total"),
  };
}

/** `received = published + dead-lettered` and `published = stored + dead-lettered`, as soon as nothing is under way. */
export async function expectAccountsToAgree(platform: Platform): Promise<Accounts> {
  return eventually(
    async () => {
      const accounts = await readAccounts(platform);
      expect(accounts.received).toBe(accounts.published + accounts.deadLetteredByIngest);
      expect(accounts.published).toBe(accounts.stored + accounts.deadLetteredByStorage);
      return accounts;
    },
    { timeoutMs: 30_000 },
  );
}
