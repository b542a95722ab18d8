import { MODEL_EVENT_SUBJECT, MODEL_HISTORY_STREAM, TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import { type NatsHandle, startNats } from "@gridwatch/local-stack";
import { connectNats, temporaryDirectory } from "@gridwatch/testkit";
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { NatsConfig } from "../src/nats.config.js";
import { ensureStream } from "../src/streams.js";

const MEBIBYTE = 1024 * 1024;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let nats: NatsHandle;
let nc: Awaited<ReturnType<typeof connectNats>>;
let jsm: JetStreamManager;

beforeAll(async () => {
  directory = await temporaryDirectory("streams");
  nats = await startNats({ dir: directory.path });
  nc = await connectNats(nats);
  jsm = await jetstreamManager(nc);
});

afterAll(async () => {
  await nc.close();
  await nats.stop();
  await directory.remove();
});

it("a stream that must lose nothing is never made smaller than what it holds", async () => {
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
});

const { appendOnly: _, ...olderHistory } = MODEL_HISTORY_STREAM;

it.each([
  ["made now", MODEL_HISTORY_STREAM],
  ["made by a version that did not know of that", olderHistory],
])("nothing is deleted from a stream that is only added to, %s", async (_, made) => {
  const { name } = MODEL_HISTORY_STREAM;
  await jsm.streams.delete(name).catch(() => false);
  await ensureStream(jsm, made, new NatsConfig());
  const { seq } = await jsm.jetstream().publish(MODEL_EVENT_SUBJECT, "who did what");
  await ensureStream(jsm, MODEL_HISTORY_STREAM, new NatsConfig());
  await expect(jsm.streams.deleteMessage(name, seq)).rejects.toThrow("not permitted");
  await expect(jsm.streams.purge(name)).rejects.toThrow("not permitted");
  await jsm.jetstream().publish(MODEL_EVENT_SUBJECT, "and later");
  await ensureStream(jsm, MODEL_HISTORY_STREAM, new NatsConfig());
  expect((await jsm.streams.info(name)).state).toMatchObject({ first_seq: seq, messages: 2 });
});
