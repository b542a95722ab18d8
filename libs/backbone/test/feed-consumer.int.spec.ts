import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import { type NatsHandle, startNats } from "@gridwatch/local-stack";
import { connectNats, eventually, TcpProxy, temporaryDirectory } from "@gridwatch/testkit";
import { type JetStreamClient, type JsMsg, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Backbone } from "../src/backbone.connection.js";
import { FeedConsumer } from "../src/feed-consumer.js";
import { NatsConfig } from "../src/nats.config.js";
import { ensureStream } from "../src/streams.js";
import { feed, HELD_UP_MS, PULL_MESSAGES } from "../src/subscription.js";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let nats: NatsHandle;
let proxy: TcpProxy;
let reading: NatsConnection;
let publishing: NatsConnection;
let backbone: Backbone;
let js: JetStreamClient;
let end: () => Promise<void>;

beforeEach(async () => {
  directory = await temporaryDirectory("feed");
  nats = await startNats({ dir: directory.path });
  proxy = await TcpProxy.before(nats);
  reading = await connectNats({ url: `nats://127.0.0.1:${proxy.port}`, credentials: nats.credentials });
  publishing = await connectNats(nats);
  js = (await jetstreamManager(publishing)).jetstream();
  const jsm = await jetstreamManager(reading);
  backbone = { nc: reading, jsm, js: jsm.jetstream() };
  await ensureStream(jsm, TELEMETRY_STREAM, new NatsConfig());
});

afterEach(async () => {
  await end();
  await reading.close();
  await publishing.close();
  await proxy.close();
  await nats.stop();
  await directory.remove();
});

/** Reads everything, again and again where that fails. */
function read(handle: (message: JsMsg) => Promise<void>): void {
  let closing = false;
  const reader = new FeedConsumer(feed(TELEMETRY_STREAM, { replay: 1_000_000 }).subscription, handle, () => {});
  const running = (async () => {
    while (!closing) await reader.run(backbone).catch(() => undefined);
  })();
  end = async () => {
    closing = true;
    reader.close();
    await running;
  };
}

async function publish(...payloads: string[]): Promise<void> {
  for (const payload of payloads) {
    await eventually(() => js.publish(telemetrySubject(0), payload, { msgID: payload, timeout: 2_000 }));
  }
}

describe("a feed", () => {
  it("reads what a server numbers anew that has lost its newest messages", async () => {
    const seen: string[] = [];
    read(async (message) => void seen.push(message.string()));
    const [store, copy] = [join(directory.path, "data"), join(directory.path, "copy")];
    await publish("kept-1", "kept-2");
    await nats.stop();
    await cp(store, copy, { recursive: true });
    await nats.restart();
    await publish("lost-3", "lost-4", "lost-5");
    await eventually(() => expect(seen).toHaveLength(5), { timeoutMs: 20_000 });
    proxy.refuse();
    await nats.stop();
    await rm(store, { recursive: true });
    await cp(copy, store, { recursive: true });
    await nats.restart();
    // It is further than the feed had come before the feed can look.
    await publish("anew-3", "anew-4", "anew-5", "new-6");
    proxy.admit();
    await eventually(
      () =>
        expect(seen).toEqual(["kept-1", "kept-2", "lost-3", "lost-4", "lost-5", "anew-3", "anew-4", "anew-5", "new-6"]),
      { timeoutMs: 20_000 },
    );
  });

  it("asks for no more than its share when its handler was held up for long", async () => {
    const messages = 5 * PULL_MESSAGES;
    const payload = "x".repeat(1_000);
    const seen: number[] = [];
    let asked = 0;
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    read(async ({ seq }) => {
      seen.push(seq);
      if (seq === 1) await gate;
      // Every message that has come and is not handled yet was asked for.
      asked = Math.max(asked, (await delivered()) - seq);
    });
    const delivered = async (): Promise<number> => {
      let most = 0;
      for await (const consumer of backbone.jsm.consumers.list(TELEMETRY_STREAM.name)) {
        most = Math.max(most, consumer.delivered.stream_seq);
      }
      return most;
    };
    await publish("first");
    await eventually(() => expect(seen).toEqual([1]));
    for (let n = 1; n < messages; n++) await js.publish(telemetrySubject(0), payload);
    const later = performance.now() + 4 * HELD_UP_MS;
    await eventually(() => expect(performance.now()).toBeGreaterThan(later), { timeoutMs: 6 * HELD_UP_MS });
    open();
    await eventually(() => expect(seen).toEqual(Array.from({ length: messages }, (_, n) => n + 1)), {
      timeoutMs: 20_000,
    });
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(PULL_MESSAGES);
  }, 60_000);
});
