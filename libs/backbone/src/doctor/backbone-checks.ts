import {
  DEAD_LETTERS_STREAM,
  FORECASTS_STREAM,
  INSIGHTS_STREAM,
  MODEL_HISTORY_STREAM,
  REPLAY_HISTORY_STREAM,
  REPLAYS_STREAM,
  type RegionStatus,
  TELEMETRY_STREAM,
} from "@gridwatch/contracts";
import { clockSkew, type Examination, fault, isAtLeast, ok, type Said, unknown, warning } from "@gridwatch/doctor";
import { AckPolicy, JetStreamApiError, type JetStreamManager } from "@nats-io/jetstream";
import { createInbox, nanos } from "@nats-io/transport-node";
import type { Backbone } from "../connect.js";
import { lagOf } from "../consumer-lag.js";
import type { NatsConfig } from "../nats.config.js";
import { orAbsent } from "../or-absent.js";
import { statusOfRegions } from "../regions.js";
import { streamState } from "./stream-state.js";

const STREAMS = [
  TELEMETRY_STREAM,
  INSIGHTS_STREAM,
  FORECASTS_STREAM,
  DEAD_LETTERS_STREAM,
  REPLAYS_STREAM,
  REPLAY_HISTORY_STREAM,
  MODEL_HISTORY_STREAM,
];

const OLDEST = "2.9.10";
/** docs/adr/0027 */
const OLDEST_OF_A_CLUSTER = "2.10.23";

/** JetStream's error code for a message that expects to come into another stream: it would have been taken. */
const ANOTHER_STREAM = 10060;

const ANSWER_WITHIN_MS = 3_000;
const BEHIND_SECONDS = 60;

/** What to do when NATS cannot be reached. */
export const BACKBONE_UNREACHED =
  "see that nats-server runs with JetStream, that NATS_URL is its address from here, and that NATS_USER and NATS_PASSWORD are its account";

const USE_JETSTREAM = "let the account use $JS.API.>";
const USE_INBOXES = "let the account publish and subscribe to _INBOX.>";

/** Looks at NATS and its streams over a connection that is there, and changes nothing but a consumer that is gone again at once. */
export async function checkBackbone(nats: Examination, backbone: Backbone, config: NatsConfig): Promise<void> {
  const { jsm } = backbone;
  /** By stream. */
  const consumers = new Map<string, string[]>();
  await Promise.all([
    nats.check("version", "", () => version(backbone, config)),
    nats.check("publish and subscribe", USE_INBOXES, () => echo(backbone)),
    // Ingest makes REPLAYS, and a central platform has none.
    ...STREAMS.filter((spec) => !config.isCentral || spec !== REPLAYS_STREAM).map((spec) =>
      nats.check(`stream ${spec.name}`, USE_JETSTREAM, async () => {
        const info = await orAbsent(jsm.streams.info(spec.name));
        if (info !== undefined) consumers.set(spec.name, await durableConsumers(jsm, spec.name));
        return streamState(spec, info, config);
      }),
    ),
  ]);
  await Promise.all([
    ...(consumers.has(TELEMETRY_STREAM.name)
      ? [nats.check("clock", USE_JETSTREAM, () => clock(backbone)), checkRegions(nats, backbone, config)]
      : []),
    ...[...consumers].flatMap(([stream, names]) =>
      names.map((name) =>
        nats.check(`consumer ${stream}/${name}`, USE_JETSTREAM, () => consumerState(backbone, stream, name)),
      ),
    ),
  ]);
}

async function checkRegions(nats: Examination, backbone: Backbone, { isCentral, regions }: NatsConfig): Promise<void> {
  if (!isCentral) return;
  const statuses = await statusOfRegions(backbone, regions);
  await Promise.all(statuses.map((region) => nats.check(`region ${region.name}`, "", () => regionState(region))));
}

function regionState({ problem, pending }: RegionStatus): Said {
  if (problem === null) return ok(`it answers; ${pending} messages to gather`);
  return fault(
    problem,
    "see that its NATS runs, is called so (REGION), has TELEMETRY, and reaches the Service nats-leaf here; its readings wait there",
  );
}

/** Whether ingest's account may publish readings, asked by a message that the stream refuses for another reason than who sends it. */
export async function checkMayWriteReadings(nats: Examination, { js }: Backbone, config: NatsConfig): Promise<void> {
  await nats.check("may write readings", "let the account publish to telemetry.>", async () => {
    if (config.isCentral) return ok("nobody does here: they come from the regions");
    try {
      await js.publish("telemetry.-", "", { expect: { streamName: "-" }, timeout: ANSWER_WITHIN_MS, retries: 1 });
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === ANOTHER_STREAM) return ok("to telemetry.>");
      throw error;
    }
    return unknown("the server took what it should have refused");
  });
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

async function echo({ nc }: Backbone): Promise<Said> {
  const subject = createInbox();
  const subscription = nc.subscribe(subject, { max: 1, timeout: ANSWER_WITHIN_MS });
  const asked = performance.now();
  nc.publish(subject);
  for await (const _ of subscription)
    return ok(`a message takes ${(performance.now() - asked).toFixed(1)} ms there and back`);
  return fault("a message did not come back", USE_INBOXES);
}

async function durableConsumers(jsm: JetStreamManager, stream: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { config, name } of jsm.consumers.list(stream)) {
    if (config.durable_name !== undefined) names.push(name);
  }
  return names;
}

async function consumerState(backbone: Backbone, stream: string, consumer: string): Promise<Said> {
  const { pending, oldestSeconds = 0 } = await lagOf(backbone, stream, consumer);
  const says = `${pending} messages wait, the oldest for ${oldestSeconds.toFixed(0)} s`;
  return oldestSeconds < BEHIND_SECONDS
    ? ok(says)
    : warning(says, `see whether the services that read ${stream} are ready, and how busy they and InfluxDB are`);
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
