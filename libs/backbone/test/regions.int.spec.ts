import { TELEMETRY_STREAM } from "@gridwatch/contracts";
import { freePort, type NatsClusterHandle, type NatsRegionPlace, startNatsCluster } from "@gridwatch/local-stack";
import { eventually, readStream, TcpProxy, temporaryDirectory } from "@gridwatch/testkit";
import type { Backbone } from "../src/backbone.connection.js";
import { connectBackbone } from "../src/connect.js";
import { NatsConfig } from "../src/nats.config.js";
import { ensureStream } from "../src/streams.js";

const MIRROR = "TELEMETRY_SOUTH";
const SERVERS = 3;
/** Clusters choose their leaders, and a link that was cut is tried again. */
const PATIENCE = { timeoutMs: 60_000, everyMs: 200 };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let links: TcpProxy[] = [];
const clusters: NatsClusterHandle[] = [];
const backbones: Backbone[] = [];

/** A backbone on a cluster that has found its leader and its TELEMETRY. */
async function open({ url, credentials: { username: user, password } }: NatsClusterHandle): Promise<Backbone> {
  const config = Object.assign(new NatsConfig(), { url, user, password, streamReplicas: SERVERS });
  return eventually(async () => {
    const backbone = await connectBackbone(config);
    try {
      await ensureStream(backbone.jsm, TELEMETRY_STREAM, config);
      return backbone;
    } catch (error) {
      await backbone.nc.close();
      throw error;
    }
  }, PATIENCE);
}

beforeAll(async () => {
  directory = await temporaryDirectory("regions");
  const leafPorts: number[] = [];
  for (let i = 0; i < SERVERS; i++) leafPorts.push(await freePort());
  const middle = await startNatsCluster({
    dir: directory.path,
    regions: leafPorts.map((leafPort): NatsRegionPlace => ({ domain: "middle", leafPort })),
  });
  clusters.push(middle);
  links = await Promise.all(leafPorts.map((port) => TcpProxy.before({ host: "127.0.0.1", port })));
  const hub = { ports: links.map(({ port }) => port), credentials: middle.credentials };
  const south = await startNatsCluster({
    dir: directory.path,
    regions: leafPorts.map((): NatsRegionPlace => ({ domain: "south", hub })),
  });
  clusters.push(south);
  for (const cluster of clusters) backbones.push(await open(cluster));
}, 150_000);

afterAll(async () => {
  await Promise.all(backbones.map(({ nc }) => nc.close()));
  await Promise.all(clusters.flatMap(({ servers }) => servers.map((server) => server.stop())));
  await Promise.all(links.map((link) => link.close()));
  await directory.remove();
});

it("mirrors a region's readings in the middle, catches up when the link comes back, and loses none", async () => {
  const [middle, south] = backbones as [Backbone, Backbone];
  let published = 0;
  const publish = async (count: number) => {
    for (const until = published + count; published < until; published++) {
      const { duplicate } = await south.js.publish(`telemetry.${published % 16}`, `reading ${published}`, {
        msgID: `m${published}`,
        retries: 20,
      });
      expect(duplicate).toBe(false);
    }
  };
  const mirrored = async () => (await middle.jsm.streams.info(MIRROR)).state;
  await eventually(
    () =>
      middle.jsm.streams.add({
        name: MIRROR,
        num_replicas: SERVERS,
        mirror: { name: TELEMETRY_STREAM.name, external: { api: "$JS.south.API", deliver: "" } },
      }),
    PATIENCE,
  );
  await publish(300);
  await eventually(async () => expect((await mirrored()).last_seq).toBe(300), PATIENCE);

  for (const link of links) link.refuse();
  await publish(700);
  expect((await mirrored()).last_seq).toBe(300);
  // In the middle a server dies meanwhile, too.
  const [dying] = (clusters[0] as NatsClusterHandle).servers;
  await dying?.kill();
  await publish(200);
  await dying?.restart();
  for (const link of links) link.admit();
  await publish(100);
  await eventually(async () => expect((await mirrored()).last_seq).toBe(published), PATIENCE);

  const [there, here] = clusters as [NatsClusterHandle, NatsClusterHandle];
  const plain = (messages: Awaited<ReturnType<typeof readStream>>) =>
    messages.map(({ seq, subject, data, header }) => [
      seq,
      subject,
      Buffer.from(data).toString(),
      header("Nats-Msg-Id"),
    ]);
  // The server that died may have led there, and another be chosen still.
  const copies = plain(await eventually(() => readStream(there, MIRROR), PATIENCE));
  expect(copies).toHaveLength(1_300);
  expect(copies).toEqual(plain(await readStream(here, TELEMETRY_STREAM.name)));
}, 180_000);

it("keeps each region's own readings to itself", async () => {
  const [middle, south] = backbones as [Backbone, Backbone];
  const inSouth = (await south.jsm.streams.info(TELEMETRY_STREAM.name)).state.messages;
  await eventually(() => middle.js.publish("telemetry.1", "of the middle", { msgID: "once" }), PATIENCE);
  expect((await middle.jsm.streams.info(TELEMETRY_STREAM.name)).state.messages).toBe(1);
  expect((await south.jsm.streams.info(TELEMETRY_STREAM.name)).state.messages).toBe(inSouth);
});
