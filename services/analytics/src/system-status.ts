import {
  type Backbone,
  type BackboneConnection,
  type Instances,
  lagOf,
  type NatsConfig,
  orAbsent,
  statusOfRegions,
} from "@gridwatch/backbone";
import {
  type ConsumerStatus,
  DEAD_LETTERS_STREAM,
  FORECASTS_STORAGE_CONSUMER,
  FORECASTS_STREAM,
  INSIGHTS_STORAGE_CONSUMER,
  INSIGHTS_STREAM,
  REPLAY_CONSUMER,
  REPLAYS_STREAM,
  type ServerStatus,
  type ServiceInstance,
  STORAGE_CONSUMER,
  type StreamStatus,
  type SystemReport,
  TELEMETRY_STREAM,
} from "@gridwatch/contracts";
import { within } from "@gridwatch/service-kit";
import type { InfluxConnection } from "@gridwatch/telemetry-store";
import { Cached } from "./cached.js";

const FRESH_MS = 1_000;

/** A part that has not answered by then is reported as not answering, so that the others are told of in time. */
const ANSWER_WITHIN_MS = 3_000;

/** Beyond this many instances the answer names the first only. */
const MAX_INSTANCES = 200;

const STREAMS = [TELEMETRY_STREAM, INSIGHTS_STREAM, FORECASTS_STREAM, DEAD_LETTERS_STREAM, REPLAYS_STREAM];

const CONSUMERS = [
  { stream: TELEMETRY_STREAM.name, consumer: STORAGE_CONSUMER },
  { stream: INSIGHTS_STREAM.name, consumer: INSIGHTS_STORAGE_CONSUMER },
  { stream: FORECASTS_STREAM.name, consumer: FORECASTS_STORAGE_CONSUMER },
  { stream: REPLAYS_STREAM.name, consumer: REPLAY_CONSUMER },
];

/** Tells how the parts of the platform do. Answers whatever is down: what is, is said in the answer. */
export class SystemStatus {
  private readonly report: Cached<SystemReport>;

  constructor(
    private readonly connection: BackboneConnection,
    private readonly instances: Instances,
    private readonly influx: InfluxConnection,
    private readonly config: Pick<NatsConfig, "isCentral" | "regions">,
  ) {
    this.report = new Cached(() => this.make(), { freshMs: FRESH_MS, usableMs: FRESH_MS });
  }

  answer(): Promise<SystemReport> {
    return this.report.get();
  }

  private async make(): Promise<SystemReport> {
    const [services, backbone, database] = await Promise.all([this.services(), this.backbone(), this.database()]);
    const broker = this.config.isCentral ? {} : { broker: brokerStatus(services) };
    return { at: new Date().toISOString(), services, ...broker, backbone, database };
  }

  private async services(): Promise<SystemReport["services"]> {
    const own = this.instances.own();
    if (!this.connection.connected) return [own];
    const all = await within(ANSWER_WITHIN_MS, this.instances.ask()).catch(() => []);
    return all.length === 0 ? [own] : all.slice(0, MAX_INSTANCES);
  }

  private async backbone(): Promise<SystemReport["backbone"]> {
    const nothing = { version: null, streams: [], consumers: [], ...(this.config.isCentral && { regions: [] }) };
    if (!this.connection.connected) return { ...nothing, problem: "it cannot be reached" };
    try {
      return await within(
        ANSWER_WITHIN_MS,
        this.connection.ready().then((backbone) => this.describe(backbone)),
      );
    } catch {
      return { ...nothing, problem: "it does not answer in time" };
    }
  }

  private async describe(backbone: Backbone): Promise<SystemReport["backbone"]> {
    const [streams, consumers, regions] = await Promise.all([
      Promise.all(STREAMS.map(({ name }) => streamStatus(backbone, name))),
      Promise.all(CONSUMERS.map(({ stream, consumer }) => consumerStatus(backbone, stream, consumer))),
      this.config.isCentral ? statusOfRegions(backbone, this.config.regions) : undefined,
    ]);
    return {
      version: backbone.nc.info?.version ?? null,
      problem: null,
      streams: streams.filter((stream) => stream !== undefined),
      consumers: consumers.filter((consumer) => consumer !== undefined),
      ...(regions && { regions }),
    };
  }

  private async database(): Promise<ServerStatus> {
    try {
      const { version } = await within(ANSWER_WITHIN_MS, this.influx.server());
      return { version, problem: null };
    } catch {
      return { version: null, problem: "it does not answer in time" };
    }
  }
}

function brokerStatus(services: readonly ServiceInstance[]): ServerStatus {
  const ingest = services.filter(({ service }) => service === "ingest");
  if (ingest.length === 0) return { version: null, problem: "no ingest answers that could tell of it" };
  const versions = new Set(ingest.flatMap(({ brokerVersion }) => brokerVersion ?? []));
  const problem = ingest.map(({ checks }) => checks["broker"]).find((state) => state !== "ok");
  return { version: [...versions].sort().join(", ") || null, problem: problem ?? null };
}

/** `undefined` where there is none yet. */
async function streamStatus({ jsm }: Backbone, name: string): Promise<StreamStatus | undefined> {
  const info = await orAbsent(jsm.streams.info(name));
  if (info === undefined) return undefined;
  const { config, state } = info;
  return {
    name,
    messages: state.messages,
    bytes: state.bytes,
    maxBytes: config.max_bytes > 0 ? config.max_bytes : null,
    oldestAt: state.messages > 0 ? new Date(state.first_ts).toISOString() : null,
  };
}

async function consumerStatus(
  backbone: Backbone,
  stream: string,
  consumer: string,
): Promise<ConsumerStatus | undefined> {
  const lag = await orAbsent(lagOf(backbone, stream, consumer));
  return lag && { stream, consumer, ...lag, oldestSeconds: lag.oldestSeconds ?? null };
}
