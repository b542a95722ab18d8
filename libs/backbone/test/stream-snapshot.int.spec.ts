import { createHash } from "node:crypto";
import { MODEL_EVENT_SUBJECT, MODEL_HISTORY_STREAM, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { type NatsHandle, startNats } from "@gridwatch/local-stack";
import { readStream, temporaryDirectory } from "@gridwatch/testkit";
import { AckPolicy } from "@nats-io/jetstream";
import type { Backbone } from "../src/backbone.connection.js";
import { openBucket } from "../src/buckets.js";
import { connectBackbone } from "../src/connect.js";
import { NatsConfig } from "../src/nats.config.js";
import { restoreStream, type StreamSnapshot, snapshotStream } from "../src/stream-snapshot.js";
import { ensureStream } from "../src/streams.js";

const BUCKET = { name: "THINGS", description: "of the test" };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let servers: NatsHandle[];
let backbones: Backbone[];
let config: NatsConfig;

beforeEach(async () => {
  directory = await temporaryDirectory("snapshot");
  servers = await Promise.all(["a", "b"].map((name) => startNats({ dir: `${directory.path}/${name}` })));
  const configs = servers.map(({ url, credentials: { username: user, password } }) =>
    Object.assign(new NatsConfig(), { url, user, password }),
  );
  config = configs[0] ?? new NatsConfig();
  backbones = await Promise.all(configs.map(connectBackbone));
});

afterEach(async () => {
  await Promise.all(backbones.map(({ nc }) => nc.close()));
  await Promise.all(servers.map((server) => server.stop()));
  await directory.remove();
});

async function taken(backbone: Backbone, stream: string): Promise<{ snapshot: StreamSnapshot; bytes: Uint8Array[] }> {
  const { chunks, ...snapshot } = await snapshotStream(backbone.nc, stream);
  const bytes: Uint8Array[] = [];
  for await (const chunk of chunks) bytes.push(chunk);
  return { snapshot, bytes };
}

async function* each(chunks: Uint8Array[]) {
  yield* chunks;
}

it("makes on another server the stream that it was: numbers, bytes, headers' hash, and what a consumer has acknowledged", async () => {
  const [from, to] = backbones as [Backbone, Backbone];
  await ensureStream(from.jsm, TELEMETRY_STREAM, config);
  // Several megabytes, so that it takes many chunks.
  const body = (i: number) => createHash("sha512").update(String(i)).digest("hex").repeat(64);
  for (let i = 0; i < 600; i++) await from.js.publish("telemetry.1", body(i), { msgID: `m${i}` });
  await from.jsm.consumers.add(TELEMETRY_STREAM.name, { durable_name: "reader", ack_policy: AckPolicy.Explicit });
  const reader = await from.js.consumers.get(TELEMETRY_STREAM.name, "reader");
  for await (const message of await reader.fetch({ max_messages: 250 })) message.ack();
  await from.nc.flush();
  await from.jsm.streams.purge(TELEMETRY_STREAM.name, { seq: 101 });

  const { snapshot, bytes } = await taken(from, TELEMETRY_STREAM.name);
  expect(snapshot.state).toMatchObject({ messages: 500, first_seq: 101, last_seq: 600 });
  expect(bytes.length).toBeGreaterThan(5);
  const state = await restoreStream(to.nc, snapshot, each(bytes));
  expect(state).toMatchObject({ messages: 500, first_seq: 101, last_seq: 600 });

  const [source, target] = servers as [NatsHandle, NatsHandle];
  const plain = (messages: Awaited<ReturnType<typeof readStream>>) =>
    messages.map(({ seq, subject, data, header }) => [
      seq,
      subject,
      Buffer.from(data).toString(),
      header("Nats-Msg-Id"),
    ]);
  const there = plain(await readStream(target, TELEMETRY_STREAM.name));
  expect(there).toEqual(plain(await readStream(source, TELEMETRY_STREAM.name)));
  const infos = await Promise.all(backbones.map(({ jsm }) => jsm.streams.info(TELEMETRY_STREAM.name)));
  expect(infos[1]?.created).toBe(infos[0]?.created);
  expect(infos[1]?.config).toEqual(infos[0]?.config);
  const { ack_floor, num_pending } = await to.jsm.consumers.info(TELEMETRY_STREAM.name, "reader");
  expect([ack_floor.stream_seq, num_pending]).toEqual([250, 350]);
  expect((await to.js.publish("telemetry.1", "goes on")).seq).toBe(601);
});

it("brings a bucket along, and refuses a stream that is there, one that is not, and bytes that are none", async () => {
  const [from, to] = backbones as [Backbone, Backbone];
  const bucket = await openBucket(from, BUCKET, config);
  await bucket.put("key", "value");
  const { snapshot, bytes } = await taken(from, "KV_THINGS");
  const broken = bytes.map((chunk) => new Uint8Array(chunk.length));
  await expect(restoreStream(to.nc, snapshot, each(broken))).rejects.toThrow(/^JetStream: /);
  await restoreStream(to.nc, snapshot, each(bytes));
  expect((await (await openBucket(to, BUCKET, config)).get("key"))?.string()).toBe("value");
  await expect(restoreStream(to.nc, snapshot, each(bytes))).rejects.toThrow(/^JetStream: .*name already in use/);
  await expect(snapshotStream(to.nc, "NOWHERE")).rejects.toThrow("JetStream: stream not found");
});

it("brings along that a stream is only added to", async () => {
  const [from, to] = backbones as [Backbone, Backbone];
  const { name } = MODEL_HISTORY_STREAM;
  await ensureStream(from.jsm, MODEL_HISTORY_STREAM, config);
  await from.js.publish(MODEL_EVENT_SUBJECT, "who did what");
  const { snapshot, bytes } = await taken(from, name);
  expect(await restoreStream(to.nc, snapshot, each(bytes))).toMatchObject({ messages: 1 });
  await expect(to.jsm.streams.purge(name)).rejects.toThrow("not permitted");
  // As a restore in the place of what is there does first.
  expect(await to.jsm.streams.delete(name)).toBe(true);
});
