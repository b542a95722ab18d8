import {
  type Backbone,
  connectBackbone,
  lagOf,
  type NatsConfig,
  orAbsent,
  statusOfRegions,
  streamSettings,
} from "@gridwatch/backbone";
import {
  DEAD_LETTERS_STREAM,
  FORECASTS_STREAM,
  INSIGHTS_STREAM,
  MODEL_HISTORY_STREAM,
  REPLAY_HISTORY_STREAM,
  REPLAYS_STREAM,
  type RegionStatus,
  type StreamSpec,
  TELEMETRY_STREAM,
} from "@gridwatch/contracts";
import { AckPolicy, JetStreamApiError, type StreamInfo } from "@nats-io/jetstream";
import { connect, createInbox, nanos } from "@nats-io/transport-node";
import { isAtLeast } from "../version.js";
import { clockSkew } from "./clock-skew.js";
import { Examination, type Finding, fault, ok, type Said, unknown, warning } from "./finding.js";

const STREAMS = [
  TELEMETRY_STREAM,
  INSIGHTS_STREAM,
  FORECASTS_STREAM,
  DEAD_LETTERS_STREAM,
  REPLAYS_STREAM,
  REPLAY_HISTORY_STREAM,
  MODEL_HISTORY_STREAM,
];

/** Made with their first message, and not when the services start. */
const MADE_WHEN_NEEDED = [DEAD_LETTERS_STREAM, REPLAY_HISTORY_STREAM];

const OLDEST = "2.9.10";
/** docs/adr/0027 */
const OLDEST_OF_A_CLUSTER = "2.10.23";

/** JetStream's error code for a message that expects to come into another stream: it would have been taken. */
const ANOTHER_STREAM = 10060;

const ANSWER_WITHIN_MS = 3_000;
const NEARLY_FULL = 0.8;
const BEHIND_SECONDS = 60;

/** Looks at NATS and its streams, and changes nothing but a consumer that is gone again at once. */
export async function examineBackbone(config: NatsConfig): Promise<Finding[]> {
  const nats = new Examination("NATS");
  let backbone: Backbone | undefined;
  const reached = await nats.check(
    "reached",
    `see that nats-server runs with JetStream, that ${config.url} is its address from here, and that NATS_USER and NATS_PASSWORD are its account`,
    async () => {
      backbone = await connectBackbone(config);
      return ok(`${backbone.nc.getServer()} with JetStream`);
    },
  );
  if (!reached || backbone === undefined) return nats.findings;
  const own = backbone;
  try {
    await nats.check("version", "", () => version(own, config));
    await nats.check("anonymous", "", () => anonymous(config));
    await nats.check("publish and subscribe", "let the account publish and subscribe to _INBOX.>", () => echo(own));
    const streams = new Map<string, StreamInfo>();
    // Ingest makes REPLAYS, and a central platform has none.
    for (const spec of STREAMS.filter((each) => !config.isCentral || each !== REPLAYS_STREAM)) {
      await nats.check(`stream ${spec.name}`, "let the account use $JS.API.>", async () => {
        const info = await orAbsent(own.jsm.streams.info(spec.name));
        if (info !== undefined) streams.set(spec.name, info);
        return streamState(spec, info, config);
      });
    }
    if (streams.has(TELEMETRY_STREAM.name)) {
      if (config.isCentral) await regions(own, config, nats);
      else await nats.check("may write readings", "let the account publish to telemetry.>", () => mayPublish(own));
      await nats.check("clock", "", () => clock(own));
    }
    for (const name of streams.keys()) await lags(own, name, nats);
  } finally {
    await own.nc.close();
  }
  return nats.findings;
}

function version({ nc }: Backbone, { streamReplicas }: NatsConfig): Said {
  const { version: own = "unknown", cluster } = nc.info ?? {};
  const wanted = cluster === undefined && streamReplicas === 1 ? OLDEST : OLDEST_OF_A_CLUSTER;
  if (isAtLeast(own, wanted)) return ok(own);
  return warning(
    `${own} is older than ${wanted}`,
    `install nats-server ${wanted} or newer: older ones may lose acknowledged readings in a cluster`,
  );
}

async function anonymous({ url }: NatsConfig): Promise<Said> {
  try {
    const nc = await connect({ servers: url.split(","), timeout: ANSWER_WITHIN_MS, maxReconnectAttempts: 0 });
    await nc.close();
    return warning("it lets in whoever reaches it", "give it accounts: authorization in nats-server's configuration");
  } catch (error) {
    const { message } = error as Error;
    return /authori[sz]|authentic/i.test(message) ? ok("who has no account is refused") : unknown(message);
  }
}

async function echo({ nc }: Backbone): Promise<Said> {
  const subject = createInbox();
  const subscription = nc.subscribe(subject, { max: 1, timeout: ANSWER_WITHIN_MS });
  const asked = performance.now();
  nc.publish(subject);
  for await (const _ of subscription)
    return ok(`a message takes ${(performance.now() - asked).toFixed(1)} ms there and back`);
  return fault("a message did not come back", "let the account publish and subscribe to _INBOX.>");
}

/** Asked by a message that the stream refuses for another reason than who sends it. */
async function mayPublish({ js }: Backbone): Promise<Said> {
  try {
    await js.publish("telemetry.-", "", { expect: { streamName: "-" }, timeout: ANSWER_WITHIN_MS, retries: 1 });
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === ANOTHER_STREAM) return ok("it may publish to telemetry.>");
    throw error;
  }
  return unknown("the server took what it should have refused");
}

/** By the creation of a consumer, the one time that every version tells. */
async function clock({ jsm }: Backbone): Promise<Said> {
  const asked = Date.now();
  const { name, created } = await jsm.consumers.add(TELEMETRY_STREAM.name, {
    mem_storage: true,
    inactive_threshold: nanos(1_000),
    ack_policy: AckPolicy.None,
  });
  const answered = Date.now();
  await jsm.consumers.delete(TELEMETRY_STREAM.name, name);
  return clockSkew(Date.parse(created), asked, answered, 0);
}

function streamState(spec: StreamSpec, info: StreamInfo | undefined, config: NatsConfig): Said {
  if (info === undefined) {
    return MADE_WHEN_NEEDED.includes(spec)
      ? ok("nothing has come into it yet")
      : warning("it does not exist", "start the services: they make it");
  }
  const { max_bytes, num_replicas } = streamSettings(spec, config);
  const { config: found, state } = info;
  const says = `${state.messages} messages, ${megabytes(state.bytes)} of ${megabytes(found.max_bytes)}`;
  if (found.num_replicas !== num_replicas) {
    return warning(
      `${says}; ${found.num_replicas} copies instead of ${num_replicas}`,
      "set STREAM_REPLICAS alike for all services and this command, and restart one",
    );
  }
  if (found.discard !== spec.discard) {
    return fault(
      `${says}; when it is full it discards the ${found.discard}`,
      `nats stream edit ${spec.name} --discard ${spec.discard}`,
    );
  }
  if (spec.discard === "new" && state.bytes > NEARLY_FULL * found.max_bytes) {
    const room = `${says}: at its limit it refuses, and devices have to wait`;
    const isFull = state.bytes > 0.98 * found.max_bytes;
    return (isFull ? fault : warning)(
      room,
      `see why what reads ${spec.name} is behind; raise its limit if the disk has room`,
    );
  }
  if (found.max_bytes !== max_bytes) {
    return warning(
      `${says}; ${megabytes(max_bytes)} are configured`,
      "set the *_MAX_BYTES alike for all services and this command, and restart one",
    );
  }
  return ok(says);
}

async function lags(backbone: Backbone, stream: string, nats: Examination): Promise<void> {
  for await (const { config, name } of backbone.jsm.consumers.list(stream)) {
    if (config.durable_name === undefined) continue;
    await nats.check(`consumer ${stream}/${name}`, "", async () => {
      const { pending, oldestSeconds = 0 } = await lagOf(backbone, stream, name);
      const says = `${pending} messages wait, the oldest for ${oldestSeconds.toFixed(0)} s`;
      return oldestSeconds < BEHIND_SECONDS
        ? ok(says)
        : warning(says, `see whether the services that read ${stream} are ready, and how busy they and InfluxDB are`);
    });
  }
}

async function regions(backbone: Backbone, config: NatsConfig, nats: Examination): Promise<void> {
  for (const region of await statusOfRegions(backbone, config.regions))
    await nats.check(`region ${region.name}`, "", () => regionState(region));
}

function regionState({ problem, pending }: RegionStatus): Said {
  if (problem === null) return ok(`it answers; ${pending} messages to gather`);
  return fault(
    problem,
    "see that its NATS runs, is called so (REGION), has TELEMETRY, and reaches the Service nats-leaf here; its readings wait there",
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(bytes < 10_485_760 ? 1 : 0)} MiB`;
}
