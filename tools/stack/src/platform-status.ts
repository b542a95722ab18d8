import type { AccountingReport } from "@gridwatch/contracts";
import { Metrics } from "./prometheus.js";

/** The figures of the status line, totals since the ledger began; `undefined` where nobody answers for it. */
export interface PlatformStatus {
  readingsPerSecond: number | undefined;
  stored: number | undefined;
  pending: number | undefined;
  deadLettered: number | undefined;
  sumsAgree: boolean | undefined;
  browsers: number | undefined;
}

/** Asks for the accounting, and the services for what is of the moment. */
export class StatusPoller {
  private last: { received: number; at: number } | undefined;

  /** @param urls of the services' HTTP servers */
  constructor(
    private readonly urls: { analytics: string; ingest: string; realtime: string },
    private readonly timeoutMs = 2_000,
  ) {}

  async poll(): Promise<PlatformStatus> {
    const [accounting, ingest, realtime] = await Promise.all([
      this.accounting(),
      this.metrics(this.urls.ingest),
      this.metrics(this.urls.realtime),
    ]);
    return {
      readingsPerSecond: this.rate(ingest?.sum("gridwatch_ingest_readings_received_total"), performance.now()),
      stored: accounting?.totals.stored,
      pending: accounting?.totals.pending ?? undefined,
      deadLettered: accounting?.totals.deadLettered,
      sumsAgree: accounting?.agrees ?? undefined,
      browsers: realtime?.sum("gridwatch_realtime_clients"),
    };
  }

  /** Readings per second since the last poll. A count that went back belongs to a service that started anew. */
  private rate(received: number | undefined, at: number): number | undefined {
    const { last } = this;
    this.last = received === undefined ? undefined : { received, at };
    if (received === undefined || last === undefined || received < last.received) return undefined;
    return ((received - last.received) * 1_000) / (at - last.at);
  }

  private async metrics(url: string): Promise<Metrics | undefined> {
    const response = await this.ask(`${url}/metrics`);
    return response === undefined ? undefined : Metrics.parse(response);
  }

  private async accounting(): Promise<AccountingReport | undefined> {
    const response = await this.ask(`${this.urls.analytics}/api/v1/accounting`);
    return response === undefined ? undefined : (JSON.parse(response) as AccountingReport);
  }

  private async ask(url: string): Promise<string | undefined> {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(this.timeoutMs) });
      return response.ok ? await response.text() : undefined;
    } catch {
      return undefined;
    }
  }
}

/** One line for a person; `–` for what is not known. */
export function describeStatus(status: PlatformStatus): string {
  const figure = (value: number | undefined, digits = 0) =>
    value === undefined
      ? "–"
      : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return [
    `${figure(status.readingsPerSecond, 1)} readings/s in`,
    `${figure(status.stored)} stored`,
    `${figure(status.pending)} pending`,
    `${figure(status.deadLettered)} dead-lettered`,
    `${figure(status.browsers)} ${status.browsers === 1 ? "browser" : "browsers"}`,
    agreement(status.sumsAgree),
  ].join(" · ");
}

function agreement(sumsAgree: boolean | undefined): string {
  if (sumsAgree === undefined) return "sums –";
  return sumsAgree ? "sums agree" : "SUMS DO NOT AGREE: npm run accounting";
}
