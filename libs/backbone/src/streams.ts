import {
  DEAD_LETTERS_STREAM,
  FORECASTS_STREAM,
  INSIGHTS_STREAM,
  MODEL_HISTORY_STREAM,
  REPLAY_HISTORY_STREAM,
  REPLAYS_STREAM,
  type StreamSpec,
  TELEMETRY_STREAM,
} from "@gridwatch/contracts";
import {
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
  type StreamSource,
} from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { NatsConfig } from "./nats.config.js";
import { orAbsent } from "./or-absent.js";
import { regionSource } from "./regions.js";
import { madeBySomebody, untilTakingMessages } from "./stream-creation.js";

/** Some hundred thousand orders. */
const REPLAYS_MAX_BYTES = 64 * 1024 * 1024;

/** Thousands of entries, however long their reasons. */
const REPLAY_HISTORY_MAX_BYTES = 16 * 1024 * 1024;

/** A hundred thousand entries. */
const MODEL_HISTORY_MAX_BYTES = 64 * 1024 * 1024;

/** One of each of 100,000 units. */
const FORECASTS_MAX_BYTES = 64 * 1024 * 1024;

/** A publish retried within this time is recognised by its `Nats-Msg-Id`. */
const DUPLICATE_WINDOW_MS = 120_000;

/** Creates the stream, or brings its size and number of replicas to what is configured. Safe to call by every replica of every service. */
export async function ensureStream(jsm: JetStreamManager, spec: StreamSpec, config: NatsConfig): Promise<void> {
  const wanted = streamSettings(spec, config);
  const existing = await madeBySomebody(() => findOrMake(jsm, spec, wanted));
  if (config.streamReplicas === 1 && wanted.subjects.length > 0) {
    await untilTakingMessages(jsm, spec.name, (spec.subjects[0] ?? "").replace(/[*>]/g, "-"));
  }
  if (existing === undefined) return;
  // A server that is told to shrink a stream drops its oldest messages, stored or not.
  if (spec.discard === "new")
    wanted.max_bytes = Math.max(wanted.max_bytes, Math.min(existing.config.max_bytes, roomFor(existing.state.bytes)));
  if (settingsIn(existing.config) !== settingsIn(wanted)) await jsm.streams.update(spec.name, wanted);
}

/** A central TELEMETRY gathers those of the regions, over leaf node links: see docs/operations.md. Nobody publishes to it. */
function sourcesOf({ name }: StreamSpec, { regions }: NatsConfig): StreamSource[] {
  return name === TELEMETRY_STREAM.name ? regions.map(regionSource) : [];
}

type StreamSettings = Pick<StreamConfig, "subjects" | "sources" | "max_bytes" | "num_replicas"> &
  Partial<Pick<StreamConfig, "deny_delete" | "deny_purge">>;

/** What of a stream is configured. @throws Error for one that is none of the platform's */
export function streamSettings(spec: StreamSpec, config: NatsConfig): StreamSettings {
  const sources = sourcesOf(spec, config);
  return {
    subjects: sources.length > 0 ? [] : spec.subjects,
    sources,
    max_bytes: maxBytesOf(spec, config),
    num_replicas: config.streamReplicas,
    ...(spec.appendOnly ? { deny_delete: true, deny_purge: true } : {}),
  };
}

/** The same for the same settings; servers leave out empty lists, and add to sources. */
function settingsIn(settings: Partial<StreamSettings>): string {
  const { subjects = [], sources = [], max_bytes, num_replicas, deny_delete = false, deny_purge = false } = settings;
  const regions = sources.map(({ external, opt_start_seq = 0 }) => `${external?.api} ${opt_start_seq}`).sort();
  return JSON.stringify([subjects, regions, max_bytes, num_replicas, deny_delete, deny_purge]);
}

/** What there was, or `undefined` when it has been made. */
async function findOrMake(
  jsm: JetStreamManager,
  spec: StreamSpec,
  wanted: StreamSettings,
): Promise<StreamInfo | undefined> {
  const existing = await orAbsent(jsm.streams.info(spec.name));
  if (existing !== undefined) return existing;
  await jsm.streams.add({
    name: spec.name,
    storage: StorageType.File,
    retention: spec.workQueue ? RetentionPolicy.Workqueue : RetentionPolicy.Limits,
    discard: spec.discard === "new" ? DiscardPolicy.New : DiscardPolicy.Old,
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    ...wanted,
  });
  return undefined;
}

/** A limit that what a stream holds, and what may come while it is being set, stays well below. */
function roomFor(bytes: number): number {
  return Math.ceil(bytes * 1.25) + 16 * 1024 * 1024;
}

function maxBytesOf(spec: StreamSpec, config: NatsConfig): number {
  switch (spec.name) {
    case TELEMETRY_STREAM.name:
      return config.telemetryMaxBytes;
    case DEAD_LETTERS_STREAM.name:
      return config.deadLettersMaxBytes;
    case INSIGHTS_STREAM.name:
      return config.insightsMaxBytes;
    case FORECASTS_STREAM.name:
      return FORECASTS_MAX_BYTES;
    case MODEL_HISTORY_STREAM.name:
      return MODEL_HISTORY_MAX_BYTES;
    case REPLAY_HISTORY_STREAM.name:
      return REPLAY_HISTORY_MAX_BYTES;
    case REPLAYS_STREAM.name:
      return REPLAYS_MAX_BYTES;
    default:
      throw new Error(`no size is configured for stream ${spec.name}`);
  }
}
