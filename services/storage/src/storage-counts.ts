import type { DeadLetterReason } from "@gridwatch/contracts";
import { Inject, Injectable } from "@nestjs/common";
import { Counter, Histogram, Registry } from "prom-client";

/** Why storage cannot use a reading. */
const REASONS = ["unreadable_batch", "rejected_by_database"] as const satisfies readonly DeadLetterReason[];
type Reason = (typeof REASONS)[number];

/** What storage did since its start. Counted per write, so that the library's own cost does not matter. */
@Injectable()
export class StorageCounts {
  private readonly stored: Counter;
  private readonly deadLettered: Counter;
  private readonly writeSeconds: Histogram;
  private readonly writeLines: Histogram;
  /** In readings, for the accounting. */
  readonly sinceStart = { stored: 0, deadLettered: 0 };

  constructor(@Inject(Registry) registry: Registry) {
    const registers = [registry];
    this.stored = new Counter({
      name: "gridwatch_storage_readings_stored_total",
      help: "Readings the database has",
      registers,
    });
    this.deadLettered = new Counter({
      name: "gridwatch_dead_letter_readings_total",
      help: "Readings that could not be used",
      labelNames: ["origin", "reason"],
      registers,
    });
    // From the start: what begins with its first count has risen for nobody.
    for (const reason of REASONS) this.deadLettered.inc({ origin: "storage", reason }, 0);
    this.writeSeconds = new Histogram({
      name: "gridwatch_storage_write_duration_seconds",
      help: "Time of one write to InfluxDB",
      labelNames: ["outcome"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.writeLines = new Histogram({
      name: "gridwatch_storage_write_lines",
      help: "Lines in one write to InfluxDB",
      buckets: [1, 10, 50, 100, 500, 1_000, 2_500, 5_000, 10_000],
      registers,
    });
  }

  addStored(readings: number): void {
    this.stored.inc(readings);
    this.sinceStart.stored += readings;
  }

  addDeadLettered(reason: Reason, readings: number): void {
    this.sinceStart.deadLettered += readings;
    this.deadLettered.inc({ origin: "storage", reason }, readings);
  }

  async timeWrite(lines: number, write: Promise<void>): Promise<void> {
    const start = performance.now();
    let outcome = "refused";
    try {
      await write;
      outcome = "stored";
      this.writeLines.observe(lines);
    } finally {
      this.writeSeconds.observe({ outcome }, (performance.now() - start) / 1000);
    }
  }
}
