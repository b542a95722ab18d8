import type { IngestConfig } from "./config.js";
import { parseMetricAliases, parsePlausibleRanges } from "./config-tables.js";
import type { PipelineOptions } from "./ingest-pipeline.js";
import { topicPrefix } from "./topic.js";

const DAY_MS = 86_400_000;

/** A reading is on its way for a while, and must then still be young enough to be stored and rolled up. */
const ON_ITS_WAY_MS = 3_600_000;

export function pipelineOptions(config: IngestConfig): PipelineOptions {
  return {
    topicPrefix: topicPrefix(config.mqtt.filter),
    aliases: parseMetricAliases(config.metricAliases),
    plausible: parsePlausibleRanges(config.plausibleRanges),
    retentionMs: config.retentionDays * DAY_MS - ON_ITS_WAY_MS,
    maxAheadMs: config.maxAheadMs,
    batchReadings: config.batchReadings,
    batchMs: config.batchMs,
  };
}
