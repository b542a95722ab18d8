import { setTimeout as delay } from "node:timers/promises";
import {
  type Accounts,
  type BackboneConnection,
  type LedgerNow,
  type LedgerReader,
  newLedger,
} from "@gridwatch/backbone";
import type {
  AccountingCheck,
  AccountingReport,
  DeadLetterOrigin,
  InstanceAccount,
  ServiceAccount,
} from "@gridwatch/contracts";
import { agreement, checkCounts } from "./accounting-checks.js";
import { Cached } from "./cached.js";
import { BackboneUnavailable } from "./refusals.js";
import type { StoredSample } from "./stored-sample.js";

const FRESH_MS = 1_000;

/** What was in motion while it was counted has come to rest after this long. */
const ASK_AGAIN_AFTER_MS = 500;

/** Messages counted for one answer beyond those that the ledger holds. */
const MOST_MESSAGES = 50_000;

const DEADLINE_MS = 15_000;

/** Tells what became of every reading, and whether the sums agree. */
export class Accounting {
  private readonly report: Cached<AccountingReport>;

  constructor(
    private readonly connection: BackboneConnection,
    private readonly accounts: Accounts,
    private readonly reader: LedgerReader,
    private readonly sample: StoredSample,
  ) {
    this.report = new Cached(() => this.inTime(), { freshMs: FRESH_MS, usableMs: FRESH_MS });
  }

  /** @throws BackboneUnavailable */
  async answer(): Promise<AccountingReport> {
    // Waiting for the connection would last as long as NATS is away.
    if (!this.connection.connected) throw new BackboneUnavailable();
    return this.report.get();
  }

  private async inTime(): Promise<AccountingReport> {
    const done = new AbortController();
    const tooLate = delay(DEADLINE_MS, undefined, { signal: done.signal }).then(() => {
      throw new BackboneUnavailable();
    });
    try {
      return await Promise.race([this.makeSure(), tooLate]);
    } catch (error) {
      throw error instanceof BackboneUnavailable ? error : new BackboneUnavailable({ cause: error });
    } finally {
      done.abort();
      tooLate.catch(() => undefined);
    }
  }

  private async makeSure(): Promise<AccountingReport> {
    const first = await this.make();
    if (first.agrees !== false) return first;
    await delay(ASK_AGAIN_AFTER_MS);
    return this.make();
  }

  private async make(): Promise<AccountingReport> {
    // In this order: what an instance calls confirmed stands in the stream by the time that is read.
    const instances = await this.accounts.ask();
    const ledger = (await this.reader.read())?.ledger ?? newLedger();
    const now = await this.reader.bringUpToDate(ledger, MOST_MESSAGES, true);
    return describe(instances, now, [...checkCounts(instances, now), await this.sample.check(ledger)]);
  }
}

function describe(
  instances: readonly InstanceAccount[],
  { ledger, pending }: LedgerNow,
  checks: AccountingCheck[],
): AccountingReport {
  const { telemetry, deadLetters, settled } = ledger;
  const services = byService(instances);
  const letters = Object.entries(deadLetters?.bySubject ?? {}).map(([subject, readings]) => {
    const [, origin = "", reason = ""] = subject.split(".");
    return { origin: origin as DeadLetterOrigin, reason, readings };
  });
  const buried = (wanted: DeadLetterOrigin) =>
    letters.reduce((sum, { origin, readings }) => (origin === wanted ? sum + readings : sum), 0);
  const count = (service: string, name: string) => services.find((one) => one.service === service)?.counts[name] ?? 0;
  const duplicated = telemetry?.duplicated ?? 0;
  const published = (telemetry?.readings ?? 0) - duplicated;
  return {
    at: new Date().toISOString(),
    since: ledger.since,
    agrees: agreement(checks),
    totals: {
      received: published + buried("ingest") + count("ingest", "held"),
      published,
      // A letter of storage is counted when it is written, its message when it is acknowledged.
      stored: Math.max(0, settled.readings - duplicated - buried("storage")),
      pending: pending ?? null,
      deadLettered: buried("ingest") + buried("storage"),
      lost: (telemetry?.lost ?? 0) + (deadLetters?.lost ?? 0),
      duplicated,
      skippedByRealtime: count("realtime", "coalesced") + count("realtime", "behind"),
    },
    deadLetters: letters,
    unseenMessages: (telemetry?.unseenMessages ?? 0) + (deadLetters?.unseenMessages ?? 0),
    services,
    checks,
  };
}

function byService(instances: readonly InstanceAccount[]): ServiceAccount[] {
  const services = new Map<string, ServiceAccount>();
  for (const instance of instances) {
    const { service } = instance;
    const known = services.get(service) ?? { service, instances: [], counts: {} };
    services.set(service, known);
    known.instances.push(instance);
    for (const [name, value] of Object.entries(instance.counts)) known.counts[name] = (known.counts[name] ?? 0) + value;
  }
  return [...services.values()];
}
