import { connect, createServer, type Server, type Socket } from "node:net";
import { TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import { type NatsHandle, startNats } from "@gridwatch/local-stack";
import { createLogger } from "@gridwatch/service-kit";
import { connectNats, eventually, temporaryDirectory } from "@gridwatch/testkit";
import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Backbone } from "../src/backbone.connection.js";
import { DurableConsumer } from "../src/durable-consumer.js";
import { FeedConsumer } from "../src/feed-consumer.js";
import { NatsConfig } from "../src/nats.config.js";
import type { Stuck } from "../src/progress-watchdog.js";
import { ensureStream } from "../src/streams.js";
import { durable, feed } from "../src/subscription.js";

const LIMITS = { lookEveryMs: 200, pullStuckMs: 1_000, workStuckMs: 1_500 };

/**
 * Stands before the server and, while `swallows` is set, loses the client's pulls: everything else passes, so that the
 * connection looks well. Looks at whole chunks, as the client sends a pull in one with nothing behind it.
 */
class PullThief {
  swallows = false;
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async before({ host, port }: NatsHandle): Promise<PullThief> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("not a TCP server");
    const thief = new PullThief(server, address.port);
    server.on("connection", (client: Socket) => {
      const upstream = connect({ host, port });
      client.on("data", (chunk) => {
        if (!thief.swallows || !chunk.includes(".CONSUMER.MSG.NEXT.")) upstream.write(chunk);
      });
      upstream.on("data", (chunk) => client.write(chunk));
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        one.on("error", () => one.destroy());
        one.on("close", () => other.destroy());
      }
    });
    return thief;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let nats: NatsHandle;
let thief: PullThief;
let direct: NatsConnection;
let watched: NatsConnection;
let backbone: Backbone;

beforeEach(async () => {
  directory = await temporaryDirectory("watchdog");
  nats = await startNats({ dir: directory.path });
  thief = await PullThief.before(nats);
  direct = await connectNats(nats);
  watched = await connectNats({ url: `nats://127.0.0.1:${thief.port}`, credentials: nats.credentials });
  const jsm = await jetstreamManager(watched);
  backbone = { nc: watched, jsm, js: jsm.jetstream() };
  await ensureStream(jsm, TELEMETRY_STREAM, new NatsConfig());
});

afterEach(async () => {
  await watched.close();
  await direct.close();
  await thief.close();
  await nats.stop();
  await directory.remove();
});

async function publish(count: number): Promise<void> {
  const js = (await jetstreamManager(direct)).jetstream();
  for (let n = 0; n < count; n++) await js.publish(telemetrySubject(0), String(n));
}

describe("a durable consumer under its watchdog", () => {
  it("consumes anew when messages are pending and none comes, and handles all of them in the end", async () => {
    const seen = new Set<number>();
    let restarts = 0;
    const consumer = new DurableConsumer(
      durable(TELEMETRY_STREAM, "test").subscription,
      async ({ seq }) => void seen.add(seq),
      createLogger("test", "fatal"),
      { onRedelivery: () => {}, onRestart: () => restarts++, onHang: () => {} },
      LIMITS,
    );
    let closing = false;
    const running = (async () => {
      while (!closing) await consumer.run(backbone).catch(() => undefined);
    })();
    try {
      await publish(10);
      await eventually(() => expect(seen.size).toBe(10));
      thief.swallows = true;
      // What it had asked for before is used up by these; its next pulls are lost.
      await publish(500);
      await eventually(() => expect(restarts).toBeGreaterThan(0), { timeoutMs: 20_000 });
      thief.swallows = false;
      await eventually(() => expect(seen.size).toBe(510), { timeoutMs: 20_000 });
    } finally {
      closing = true;
      await consumer.close();
      await running;
    }
  });

  it("says so when what it has in work does not end", async () => {
    const hangs: Error[] = [];
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const consumer = new DurableConsumer(
      durable(TELEMETRY_STREAM, "test").subscription,
      () => finished,
      createLogger("test", "fatal"),
      { onRedelivery: () => {}, onRestart: () => {}, onHang: (error) => hangs.push(error) },
      LIMITS,
    );
    const running = consumer.run(backbone);
    await publish(3);
    await eventually(() => expect(hangs[0]?.message).toContain("3 messages"));
    finish();
    await consumer.close();
    await running;
  });
});

describe("a feed under its watchdog", () => {
  it("reads anew when messages are pending and none comes, and handles each once in the end", async () => {
    const seen: number[] = [];
    const stuck: Stuck[] = [];
    const reader = new FeedConsumer(
      feed(TELEMETRY_STREAM, { replay: 1_000 }).subscription,
      async ({ seq }) => void seen.push(seq),
      (what) => stuck.push(what),
      LIMITS,
    );
    let closing = false;
    const ends: string[] = [];
    const running = (async () => {
      while (!closing) await reader.run(backbone).catch((error: Error) => ends.push(error.message));
    })();
    try {
      await publish(10);
      await eventually(() => expect(seen).toHaveLength(10));
      thief.swallows = true;
      // What it had asked for before is used up by these; its next pulls are lost.
      await publish(500);
      await eventually(() => expect(ends[0]).toContain("messages are pending and none comes"), { timeoutMs: 20_000 });
      expect(new Set(stuck)).toEqual(new Set(["pull"]));
      thief.swallows = false;
      await eventually(() => expect(seen).toEqual(Array.from({ length: 510 }, (_, n) => n + 1)), { timeoutMs: 20_000 });
    } finally {
      closing = true;
      reader.close();
      await running;
    }
  });

  it.each([
    ["an empty stream", 0],
    ["a stream whose readings it has all read", 20],
  ])("is left alone while nothing comes from %s", async (_, messages) => {
    let restarts = 0;
    const seen: number[] = [];
    await publish(messages);
    const feedOf = feed(TELEMETRY_STREAM, { replay: 1_000 }).subscription;
    const reader = new FeedConsumer(
      feedOf,
      async ({ seq }) => void seen.push(seq),
      () => restarts++,
      LIMITS,
    );
    const running = reader.run(backbone);
    await eventually(() => expect(seen).toHaveLength(messages));
    const later = performance.now() + 3_000;
    await eventually(() => expect(performance.now()).toBeGreaterThan(later));
    expect(restarts).toBe(0);
    await publish(5);
    await eventually(() => expect(seen).toHaveLength(messages + 5));
    reader.close();
    await running;
  });
});
