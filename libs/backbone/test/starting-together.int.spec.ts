import { FORECASTS_STREAM, INSIGHTS_STREAM, REPLAYS_STREAM, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { startNats } from "@gridwatch/local-stack";
import { connectNats, temporaryDirectory } from "@gridwatch/testkit";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { openBucket } from "../src/buckets.js";
import { NatsConfig } from "../src/nats.config.js";
import { ensureStream } from "../src/streams.js";

const SERVERS = 20;
const BUCKETS = Array.from({ length: 10 }, (_, i) => ({ name: `BUCKET_${i}`, description: "of a test" }));
const REPLICAS = 4;

/** What a replica does first: makes what it needs, and looks what is there. */
async function begin(nc: NatsConnection): Promise<void> {
  const config = new NatsConfig();
  const jsm = await jetstreamManager(nc);
  for (const spec of BUCKETS) {
    const bucket = await openBucket({ nc, jsm, js: jetstream(nc) }, spec, config);
    expect(await bucket.get("task")).toBeNull();
  }
  for (const spec of [TELEMETRY_STREAM, INSIGHTS_STREAM, FORECASTS_STREAM, REPLAYS_STREAM]) {
    await ensureStream(jsm, spec, config);
    expect(await jsm.streams.getMessage(spec.name, { seq: 1 })).toBeNull();
  }
}

it("replicas that start together on a new server do not bring it down", async () => {
  for (let server = 0; server < SERVERS; server++) {
    const directory = await temporaryDirectory("starting-together");
    const nats = await startNats({ dir: directory.path });
    const replicas = await Promise.all(Array.from({ length: REPLICAS }, () => connectNats(nats)));
    let lost = 0;
    for (const nc of replicas) {
      (async () => {
        for await (const { type } of nc.status()) if (type === "disconnect") lost++;
      })();
    }
    try {
      await Promise.all(replicas.map(begin));
      expect(lost).toBe(0);
    } finally {
      await Promise.all(replicas.map((nc) => nc.close()));
      await nats.stop();
      await directory.remove();
    }
  }
}, 120_000);
