import { TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import { startNats } from "@gridwatch/local-stack";
import { connectNats, temporaryDirectory } from "@gridwatch/testkit";
import { jetstreamManager } from "@nats-io/jetstream";
import { NatsConfig } from "../src/nats.config.js";
import { ensureStream } from "../src/streams.js";

const MEBIBYTE = 1024 * 1024;

it("a stream that must lose nothing is never made smaller than what it holds", async () => {
  const directory = await temporaryDirectory("streams");
  const nats = await startNats({ dir: directory.path });
  const nc = await connectNats(nats);
  try {
    const jsm = await jetstreamManager(nc);
    const limit = (mebibytes: number) => Object.assign(new NatsConfig(), { telemetryMaxBytes: mebibytes * MEBIBYTE });
    await ensureStream(jsm, TELEMETRY_STREAM, limit(64));
    const payload = new Uint8Array(500_000);
    for (let i = 0; i < 60; i++) await jsm.jetstream().publish(telemetrySubject(0), payload);
    await ensureStream(jsm, TELEMETRY_STREAM, limit(16));
    const { state, config } = await jsm.streams.info(TELEMETRY_STREAM.name);
    expect(state).toMatchObject({ first_seq: 1, messages: 60 });
    expect(config.max_bytes).toBeLessThan(64 * MEBIBYTE);
    await jsm.streams.purge(TELEMETRY_STREAM.name);
    await ensureStream(jsm, TELEMETRY_STREAM, limit(16));
    expect((await jsm.streams.info(TELEMETRY_STREAM.name)).config.max_bytes).toBe(16 * MEBIBYTE);
  } finally {
    await nc.close();
    await nats.stop();
    await directory.remove();
  }
});
