import { TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import { startNatsCluster } from "@gridwatch/local-stack";
import { connectNats, eventually, temporaryDirectory } from "@gridwatch/testkit";
import { jetstreamManager } from "@nats-io/jetstream";
import { NatsConfig } from "../src/nats.config.js";
import { ensureStream } from "../src/streams.js";

/** For a cluster to choose a leader, on a machine that is busy. */
const timeoutMs = 30_000;

it("a stream with three copies takes messages while a server is down, which has them when it is back", async () => {
  const directory = await temporaryDirectory("cluster");
  const cluster = await startNatsCluster({ dir: directory.path });
  const nc = await connectNats(cluster);
  try {
    const jsm = await eventually(() => jetstreamManager(nc), { timeoutMs });
    const config = Object.assign(new NatsConfig(), { streamReplicas: 3 });
    await eventually(() => ensureStream(jsm, TELEMETRY_STREAM, config), { timeoutMs });
    const { cluster: made } = await jsm.streams.info(TELEMETRY_STREAM.name);
    const leader = cluster.servers.find(({ name }) => name === made?.leader);
    if (leader === undefined) throw new Error(`${made?.leader} is none of the servers`);
    await leader.kill();
    const published = await eventually(() => jsm.jetstream().publish(telemetrySubject(0), new Uint8Array(10)), {
      timeoutMs,
    });
    await eventually(() => ensureStream(jsm, TELEMETRY_STREAM, config), { timeoutMs });
    await leader.restart();
    await eventually(
      async () => {
        const { cluster: now, state } = await jsm.streams.info(TELEMETRY_STREAM.name);
        expect(state.last_seq).toBeGreaterThanOrEqual(published.seq);
        expect(now?.replicas?.map(({ current }) => current)).toEqual([true, true]);
      },
      { timeoutMs },
    );
  } finally {
    await nc.close();
    await Promise.all(cluster.servers.map((server) => server.stop()));
    await directory.remove();
  }
}, 120_000);
