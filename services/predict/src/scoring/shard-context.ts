import type { Backbone, NatsConfig } from "@gridwatch/backbone";
import type { LoadedModel } from "@gridwatch/models";
import type { Logger } from "@gridwatch/service-kit";
import type { PredictCounts } from "./predict-counts.js";
import type { SharedCore } from "./scoring-run.js";
import type { ShardScorer } from "./shard-scorer.js";

/** What the shards of a replica have in common. */
export interface ShardContext {
  backbone: Backbone;
  config: NatsConfig;
  core: SharedCore;
  counts: PredictCounts;
  logger: Logger;
  scorerOf: (model: LoadedModel) => ShardScorer;
  maxUnits: number;
  keepStateEveryMs: number;
  /** Of a unit that has said nothing for this long the anomaly ends. */
  silentAfterMs: number;
  /** So long another model may take to catch up with the one whose place it is to take. */
  handOverWithinMs: number;
  /** Who is to have what the champion has, now; they are given the messages' bytes. */
  shadow: () => ShadowFeed | undefined;
}

/** May never hold up who calls it. */
export interface ShadowFeed {
  readings(shard: number, bytes: Uint8Array): void;
  insights(bytes: Uint8Array): void;
  forget(shard: number): void;
}
