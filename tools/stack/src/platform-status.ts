import { Metrics } from "./prometheus.js";

/** The figures of the status line; `undefined` where the service that counts it does not answer. */
export interface PlatformStatus {
  readingsPerSecond: number | undefined;
  stored: number | undefined;
  pending: number | undefined;
  deadLettered: number | undefined;
  browsers: number | undefined;
}

/** Asks the services for their counters. */
export class StatusPoller {
  private last: { received: number; at: number } | undefined;

  /** @param urls of the services' HTTP servers */
  constructor(
    private readonly urls: { ingest: string; storage: string; realtime: string },
    private readonly timeoutMs = 900,
  ) {}

  async poll(): Promise<PlatformStatus> {
    const [ingest, storage, realtime] = await Promise.all([
      this.fetch(this.urls.ingest),
      this.fetch(this.urls.storage),
      this.fetch(this.urls.realtime),
    ]);
    const deadLettered = (service: Metrics | undefined) =>
      service && (service.sum("gridwatch_dead_letter_readings_total") ?? 0);
    return {
      readingsPerSecond: this.rate(ingest?.sum("gridwatch_ingest_readings_received_total"), performance.now()),
      stored: storage?.sum("gridwatch_storage_readings_stored_total"),
      pending: storage?.sum("gridwatch_consumer_pending_messages", { stream: "TELEMETRY", consumer: "storage" }),
      deadLettered: sumKnown(deadLettered(ingest), deadLettered(storage)),
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

  private async fetch(url: string): Promise<Metrics | undefined> {
    try {
      const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(this.timeoutMs) });
      return response.ok ? Metrics.parse(await response.text()) : undefined;
    } catch {
      return undefined;
    }
  }
}

function sumKnown(...values: (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known.reduce((sum, value) => sum + value, 0) : undefined;
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
  ].join(" · ");
}
