import { TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import { type NatsClusterHandle, type NatsHandle, startNatsCluster } from "@gridwatch/local-stack";
import { connectNats, eventually, temporaryDirectory } from "@gridwatch/testkit";
import { type JetStreamManager, jetstreamManager, type StreamInfo } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { readHeaders } from "../src/accounting/header-reader.js";
import { NatsConfig } from "../src/nats.config.js";
import { ensureStream } from "../src/streams.js";

/** For a cluster to choose a leader, on a machine that is busy. */
const timeoutMs = 30_000;
const config = Object.assign(new NatsConfig(), { streamReplicas: 3 });

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let cluster: NatsClusterHandle;
let nc: NatsConnection;
let jsm: JetStreamManager;

beforeAll(async () => {
  directory = await temporaryDirectory("cluster");
  cluster = await startNatsCluster({ dir: directory.path });
  nc = await connectNats(cluster);
  jsm = await eventually(() => jetstreamManager(nc), { timeoutMs });
  await eventually(() => ensureStream(jsm, TELEMETRY_STREAM, config), { timeoutMs });
}, 60_000);

afterAll(async () => {
  await nc?.close();
  await Promise.all(cluster.servers.map((server) => server.stop()));
  await directory.remove();
});

function streamInfo(): Promise<StreamInfo> {
  return eventually(() => jsm.streams.info(TELEMETRY_STREAM.name), { timeoutMs });
}

/** One of the servers: TELEMETRY's leader, or one that follows. */
async function serverThat(leads: boolean): Promise<NatsHandle> {
  const { cluster: now } = await streamInfo();
  const found = cluster.servers.find(({ name }) => (name === now?.leader) === leads);
  if (found === undefined) throw new Error(`${now?.leader} is none of the servers`);
  return found;
}

function expectWhole(): Promise<void> {
  return eventually(
    async () => {
      const { cluster: now } = await jsm.streams.info(TELEMETRY_STREAM.name);
      expect(now?.replicas?.map(({ current }) => current)).toEqual([true, true]);
    },
    { timeoutMs },
  );
}

it("a stream with three copies takes messages while a server is down, which has them when it is back", async () => {
  const leader = await serverThat(true);
  await leader.kill();
  const js = jsm.jetstream();
  const published = await eventually(() => js.publish(telemetrySubject(0), new Uint8Array(10)), { timeoutMs });
  await eventually(() => ensureStream(jsm, TELEMETRY_STREAM, config), { timeoutMs });
  await leader.restart();
  await expectWhole();
  expect((await streamInfo()).state.last_seq).toBeGreaterThanOrEqual(published.seq);
}, 120_000);

async function seenFrom(from: number, to: number): Promise<number[]> {
  const seen: number[] = [];
  const backbone = { nc, jsm, js: jsm.jetstream() };
  await readHeaders(backbone, TELEMETRY_STREAM.name, { from, to, most: to }, ({ seq }) => seen.push(seq));
  return seen;
}

it("the headers are read whole, whichever server reads them and however little it has yet", async () => {
  const js = jsm.jetstream();
  const follower = await serverThat(false);
  await follower.kill();
  const message = new Uint8Array(50_000);
  for (let batch = 0; batch < 40; batch++)
    await eventually(() => Promise.all(Array.from({ length: 50 }, () => js.publish(telemetrySubject(0), message))), {
      timeoutMs,
    });
  const { first_seq: from, last_seq: to } = (await streamInfo()).state;
  await follower.restart();
  for (let reading = 0; reading < 30; reading++) {
    // A request to servers that are busy with each other may fail. One that does not has to be right.
    const seen = await eventually(() => seenFrom(from, to), { timeoutMs });
    expect(seen).toHaveLength(to - from + 1);
  }
  await expectWhole();
}, 120_000);
