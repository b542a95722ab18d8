import { KeptAnswer } from "@gridwatch/backbone";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { Gauge, Registry } from "prom-client";
import type { ShardLag } from "./shard.js";
import { ShardHost } from "./shard-host.js";

/** Both gauges of a scrape, and scrapes at the same time, share one question. */
const KEPT_MS = 500;

/**
 * How far each shard of this replica is behind, asked of the backbone when somebody asks us. A shard has one holder, so each
 * stands once among all replicas. What is not known is absent, never zero: an autoscaler must not take it for nothing to do.
 */
@Injectable()
export class ShardMetrics implements OnModuleInit {
  constructor(
    @Inject(Registry) private readonly registry: Registry,
    @Inject(ShardHost) private readonly host: ShardHost,
  ) {}

  onModuleInit(): void {
    const lags = new KeptAnswer(() => this.host.lags(), KEPT_MS);
    const gauge = (name: string, help: string, value: (lag: ShardLag) => number) =>
      new Gauge({
        name: `gridwatch_predict_shard_${name}`,
        help,
        labelNames: ["shard"],
        registers: [this.registry],
        async collect() {
          this.reset();
          for (const [shard, lag] of await lags.get()) this.set({ shard }, value(lag));
        },
      });
    gauge("pending_messages", "Messages of a shard that are not scored yet", ({ pending }) => pending);
    gauge(
      "oldest_pending_seconds",
      "Age of the oldest of them; 0 when there is none",
      ({ oldestSeconds }) => oldestSeconds,
    );
  }
}
