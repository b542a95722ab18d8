import type { StreamSpec } from "@gridwatch/contracts";
import { Inject, Injectable } from "@nestjs/common";
import { Counter, Histogram, Registry } from "prom-client";

/** How publishing goes, by stream. Counted per message, so that the library's own cost does not matter. */
@Injectable()
export class PublishMetrics {
  private readonly seconds: Histogram<"stream">;
  private readonly readings: Histogram<"stream">;
  private readonly failures: Counter<"stream">;

  constructor(@Inject(Registry) registry: Registry) {
    const labelNames = ["stream"] as const;
    const registers = [registry];
    this.seconds = new Histogram({
      name: "gridwatch_publish_duration_seconds",
      help: "Time until a stream held a message, all attempts included",
      labelNames,
      buckets: [0.001, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5, 30],
      registers,
    });
    this.readings = new Histogram({
      name: "gridwatch_publish_readings",
      help: "Readings in one message published",
      labelNames,
      buckets: [1, 5, 10, 50, 100, 500, 1_000, 2_000],
      registers,
    });
    this.failures = new Counter({
      name: "gridwatch_publish_failures_total",
      help: "Attempts to publish that failed; nearly all are made again",
      labelNames,
      registers,
    });
  }

  addPublished({ name: stream }: StreamSpec, seconds: number, readings: number): void {
    this.seconds.observe({ stream }, seconds);
    if (readings > 0) this.readings.observe({ stream }, readings);
  }

  addFailure({ name: stream }: StreamSpec): void {
    this.failures.inc({ stream });
  }
}
