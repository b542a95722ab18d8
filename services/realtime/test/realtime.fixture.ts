import { join } from "node:path";
import {
  encodeForecastBatch,
  encodeInsightBatch,
  encodeTelemetryBatch,
  type Forecast,
  forecastSubject,
  type Insight,
  insightSubject,
  type ReadingColumns,
  shardOf,
  TELEMETRY_STREAM,
  telemetrySubject,
} from "@gridwatch/contracts";
import { type NatsHandle, type ServiceHandle, startNats, startService } from "@gridwatch/local-stack";
import { eventually, readMetric, temporaryDirectory } from "@gridwatch/testkit";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

/** One service on a backbone of its own, and what publishes to it. */
export interface Realtime {
  readonly nats: NatsHandle;
  readonly service: ServiceHandle;
  /** Puts one message into the stream, as ingest does. All readings must be of devices that share a shard. */
  publish(readings: ReadingColumns): Promise<void>;
  /** Puts one message into INSIGHTS, as predict does. */
  publishInsights(...insights: Insight[]): Promise<void>;
  /** Puts one message into FORECASTS, as predict does. */
  publishForecasts(...forecasts: Forecast[]): Promise<void>;
  publishBytes(subject: string, bytes: Uint8Array): Promise<void>;
  /** Takes every message out of the stream. */
  emptyStream(): Promise<void>;
  addStream(name: string, subjects: string[]): Promise<void>;
  deleteStream(name: string): Promise<void>;
  /** Deletes the stream and makes it anew. */
  replaceStream(): Promise<void>;
  metric(name: string, labels?: Record<string, string>): Promise<number>;
  stop(): Promise<void>;
}

export async function startRealtime(env: Record<string, string> = {}): Promise<Realtime> {
  const { path, remove } = await temporaryDirectory("realtime");
  const nats = await startNats({ dir: join(path, "nats") });
  const { username, password } = nats.credentials;
  const service = await startService({
    dir: join(path, "service"),
    name: "realtime",
    env: { NATS_URL: nats.url, NATS_USER: username, NATS_PASSWORD: password, ...env },
  });
  const nc = await connect({ servers: nats.url, user: username, pass: password, maxReconnectAttempts: -1 });
  const js = jetstream(nc);
  const publishBytes = async (subject: string, bytes: Uint8Array) => {
    await eventually(() => js.publish(subject, bytes, { timeout: 2_000 }), { timeoutMs: 20_000 });
  };
  return {
    nats,
    service,
    publishBytes,
    emptyStream: async () => {
      const { streams } = await eventually(() => jetstreamManager(nc));
      await streams.purge(TELEMETRY_STREAM.name);
    },
    addStream: async (name, subjects) => {
      const { streams } = await eventually(() => jetstreamManager(nc));
      await streams.add({ name, subjects });
    },
    deleteStream: async (name) => {
      const { streams } = await eventually(() => jetstreamManager(nc));
      await streams.delete(name);
    },
    replaceStream: async () => {
      const { streams } = await eventually(() => jetstreamManager(nc));
      const { config } = await streams.info(TELEMETRY_STREAM.name);
      await streams.delete(TELEMETRY_STREAM.name);
      await streams.add(config);
    },
    publish: (readings) =>
      publishBytes(telemetrySubject(shardOf(readings.devices[0] ?? "")), encodeTelemetryBatch({ v: 1, ...readings })),
    publishInsights: (...insights) =>
      publishBytes(
        insightSubject(shardOf(insights[0]?.device ?? "")),
        encodeInsightBatch({ v: 1, position: 1, streamCreated: 0, insights }),
      ),
    publishForecasts: (...forecasts) =>
      publishBytes(forecastSubject(shardOf(forecasts[0]?.device ?? "")), encodeForecastBatch({ v: 1, forecasts })),
    metric: (name, labels) => readMetric(service.url, `gridwatch_realtime_${name}`, labels),
    stop: async () => {
      await service.stop();
      await nc.close();
      await nats.stop();
      await remove();
    },
  };
}

/** Readings of one device with one metric, `v`; the timestamp is the value too, so that order can be told. */
export function readingsOf(device: string, values: number[]): ReadingColumns {
  return {
    devices: values.map(() => device),
    timestamps: values,
    receivedAt: values.map(() => Date.now()),
    suspect: [],
    metrics: { v: values },
  };
}

/** The numbers from `first` to `last`. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
