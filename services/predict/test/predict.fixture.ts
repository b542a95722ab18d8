import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  decodeInsightBatch,
  encodeTelemetryBatch,
  INSIGHTS_STREAM,
  type Insight,
  shardOf,
  telemetrySubject,
} from "@gridwatch/contracts";
import { type NatsHandle, type ServiceHandle, startNats, startService } from "@gridwatch/local-stack";
import { connectNats, eventually, readMetric, readStream, temporaryDirectory } from "@gridwatch/testkit";
import { type JetStreamClient, jetstream } from "@nats-io/jetstream";
import { type NatsConnection, nuid } from "@nats-io/transport-node";

export const START = Date.parse("2026-06-01T00:00:00Z");

/** Replicas of the service on a backbone of their own, and what publishes to them. */
export class PredictStage {
  readonly replicas: ServiceHandle[] = [];
  private readonly js: JetStreamClient;

  private constructor(
    readonly nats: NatsHandle,
    private readonly nc: NatsConnection,
    private readonly directory: Awaited<ReturnType<typeof temporaryDirectory>>,
    private readonly env: Record<string, string>,
  ) {
    this.js = jetstream(nc);
  }

  static async open(env: Record<string, string> = {}): Promise<PredictStage> {
    const directory = await temporaryDirectory("predict");
    const nats = await startNats({ dir: join(directory.path, "nats") });
    // No model but those of the test.
    const modelsDir = join(directory.path, "models");
    mkdirSync(modelsDir);
    const own = { PREDICT_ALLOW_CHANGES: "true", PREDICT_MODELS_DIR: modelsDir, ...env };
    const stage = new PredictStage(nats, await connectNats(nats), directory, own);
    await stage.addReplica();
    return stage;
  }

  async close(): Promise<void> {
    await this.nc.close();
    for (const replica of this.replicas) await replica.stop();
    await this.nats.stop();
    await this.directory.remove();
  }

  async addReplica(): Promise<ServiceHandle> {
    const { username, password } = this.nats.credentials;
    const name = `predict-${this.replicas.length}`;
    const replica = await startService({
      dir: join(this.directory.path, name),
      name,
      env: { NATS_URL: this.nats.url, NATS_USER: username, NATS_PASSWORD: password, ...this.env },
    });
    this.replicas.push(replica);
    return replica;
  }

  get replica(): ServiceHandle {
    return this.replicas[0] as ServiceHandle;
  }

  /** A request to the first replica. */
  async request(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const isBytes = body instanceof Uint8Array;
    const response = await fetch(`${this.replica.url}/api/v1/models${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": isBytes ? "application/gzip" : "application/json" },
      ...(body === undefined ? {} : { body: isBytes ? Buffer.from(body) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  upload(archive: Uint8Array): Promise<{ status: number; body: unknown }> {
    return this.request("POST", "?by=tester&reason=try", archive);
  }

  /** Uploads and makes it the champion. Resolves when every replica scores with it. */
  async use(archive: Uint8Array, version = "1.0.0"): Promise<void> {
    expect(await this.upload(archive)).toMatchObject({ status: 201 });
    const order = { name: "mean-of-two", version, by: "tester", reason: "try" };
    expect(await this.request("POST", "/activate", order)).toMatchObject({ status: 200 });
    await this.inUse(version);
  }

  /** Resolves when every replica scores with it. */
  async inUse(version: string): Promise<void> {
    for (const { url } of this.replicas) {
      await eventually(async () => expect(await readMetric(url, "gridwatch_predict_model", { version })).toBe(1), {
        timeoutMs: 60_000,
      });
    }
  }

  /** Readings of one unit, one message of the backbone, as ingest writes it. */
  async publish(device: string, readings: readonly { at: number; values: Record<string, number> }[]): Promise<void> {
    const metrics: Record<string, (number | null)[]> = {};
    for (const name of new Set(readings.flatMap(({ values }) => Object.keys(values)))) {
      metrics[name] = readings.map(({ values }) => values[name] ?? null);
    }
    const timestamps = readings.map(({ at }) => at);
    const devices = readings.map(() => device);
    const bytes = encodeTelemetryBatch({ v: 1, devices, timestamps, receivedAt: timestamps, suspect: [], metrics });
    await this.publishBytes(device, bytes);
  }

  /** The same for what need not be a batch at all. Tried until it stands there, once. */
  async publishBytes(device: string, bytes: Uint8Array): Promise<void> {
    const msgID = nuid.next();
    await eventually(() => this.js.publish(telemetrySubject(shardOf(device)), bytes, { msgID, timeout: 2_000 }), {
      timeoutMs: 30_000,
    });
  }

  /** Everything that was ever said of the unit, in the order in which it was published. */
  async insights(device: string): Promise<Insight[]> {
    return (await this.insightsByDevice()).get(device) ?? [];
  }

  async insightsByDevice(): Promise<Map<string, Insight[]>> {
    const found = new Map<string, Insight[]>();
    for (const { data } of await readStream(this.nats, INSIGHTS_STREAM.name)) {
      for (const insight of decodeInsightBatch(data).insights) {
        const known = found.get(insight.device);
        if (known === undefined) found.set(insight.device, [insight]);
        else known.push(insight);
      }
    }
    return found;
  }

  metric(name: string, labels?: Record<string, string>): Promise<number> {
    return readMetric(this.replica.url, `gridwatch_predict_${name}`, labels);
  }
}

/** A healthy unit: its voltage and current wander a little, the same for the same step. */
export function healthy(step: number): Record<string, number> {
  return {
    input_voltage: 230 + 0.3 * Math.sin(step * 1.7) + 0.2 * Math.sin(step * 4.1),
    input_current: 10 + 0.2 * Math.sin(step * 2.3) + 0.1 * Math.sin(step * 5.9),
  };
}
