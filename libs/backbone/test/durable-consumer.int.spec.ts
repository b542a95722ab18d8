import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import { type NatsHandle, startNats } from "@gridwatch/local-stack";
import { createLogger } from "@gridwatch/service-kit";
import { connectNats, eventually, temporaryDirectory } from "@gridwatch/testkit";
import { type JsMsg, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Backbone } from "../src/backbone.connection.js";
import { DurableConsumer } from "../src/durable-consumer.js";
import { PauseConsuming, RedeliverLater } from "../src/handler-errors.js";
import { NatsConfig } from "../src/nats.config.js";
import { ensureStream } from "../src/streams.js";
import { durable, HELD_UP_MS } from "../src/subscription.js";

const NOBODY = { onRedelivery: () => {}, onRestart: () => {}, onHang: () => {} };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let nats: NatsHandle;
let nc: NatsConnection;
let backbone: Backbone;
let consumers: DurableConsumer[];

beforeEach(async () => {
  directory = await temporaryDirectory("durable");
  nats = await startNats({ dir: directory.path });
  nc = await connectNats(nats);
  const jsm = await jetstreamManager(nc);
  backbone = { nc, jsm, js: jsm.jetstream() };
  await ensureStream(jsm, TELEMETRY_STREAM, new NatsConfig());
  consumers = [];
});

afterEach(async () => {
  await Promise.all(consumers.map((consumer) => consumer.close()));
  await nc.close();
  await nats.stop();
  await directory.remove();
});

/** Starts a consumer; resolves with the error that ends it, or nothing. */
function consume(
  handle: (message: JsMsg) => Promise<void>,
  limits = {},
): { consumer: DurableConsumer; ended: Promise<unknown> } {
  const subscription = durable(TELEMETRY_STREAM, "test", { ackWaitMs: 1_000, ...limits }).subscription;
  const consumer = new DurableConsumer(subscription, handle, createLogger("test", "fatal"), NOBODY);
  consumers.push(consumer);
  return { consumer, ended: consumer.run(backbone).catch((error: unknown) => error) };
}

async function publish(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await backbone.js.publish(telemetrySubject(0), String(n));
}

async function unacknowledged(): Promise<number> {
  const { num_pending, num_ack_pending } = await backbone.jsm.consumers.info(TELEMETRY_STREAM.name, "test");
  return num_pending + num_ack_pending;
}

describe("a durable consumer", () => {
  it("gives each message to one replica", async () => {
    const seen: number[][] = [[], []];
    for (const mine of seen) consume(async (message) => void mine.push(message.seq));
    await publish(1_000);
    await eventually(async () => expect(await unacknowledged()).toBe(0));
    expect(seen.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, n) => n + 1));
  });

  it("delivers again what its handler could not do yet, and only that", async () => {
    const tries = new Map<number, number>();
    consume(async ({ seq }) => {
      tries.set(seq, (tries.get(seq) ?? 0) + 1);
      if (seq % 10 === 0 && tries.get(seq) === 1) throw new RedeliverLater("not yet", 50);
      if (seq % 11 === 0 && tries.get(seq) === 1) throw new Error("a bug that passes");
    });
    await publish(100);
    await eventually(async () => expect(await unacknowledged()).toBe(0));
    for (const [seq, count] of tries) expect(count).toBe(seq % 10 === 0 || seq % 11 === 0 ? 2 : 1);
  });

  it("lets a handler take longer than the server waits for it", async () => {
    let calls = 0;
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    consume(() => {
      calls++;
      return finished;
    });
    await publish(1);
    await eventually(() => expect(calls).toBe(1));
    const later = performance.now() + 3_000;
    await eventually(() => expect(performance.now()).toBeGreaterThan(later));
    finish();
    await eventually(async () => expect(await unacknowledged()).toBe(0));
    expect(calls).toBe(1);
  });

  it("asks no more often than usual when consuming goes on after a long pause", async () => {
    let resume = (): void => {};
    const until = new Promise<void>((resolve) => (resume = resolve));
    let isAway = true;
    const seen: number[] = [];
    consume(async ({ seq }) => {
      if (isAway) throw new PauseConsuming("away", until);
      seen.push(seq);
    });
    await publish(300);
    const later = performance.now() + 4 * HELD_UP_MS;
    await eventually(() => expect(performance.now()).toBeGreaterThan(later), { timeoutMs: 6 * HELD_UP_MS });
    isAway = false;
    resume();
    let asked = 0;
    await eventually(async () => {
      const info = await backbone.jsm.consumers.info(TELEMETRY_STREAM.name, "test");
      asked = Math.max(asked, info.num_waiting);
      expect(info.num_pending + info.num_ack_pending).toBe(0);
    });
    expect(new Set(seen).size).toBe(300);
    expect(asked).toBeGreaterThan(0);
    // The client asks for a quarter whenever a quarter has come.
    expect(asked).toBeLessThanOrEqual(5);
  }, 60_000);

  it("takes no more into work than it may", async () => {
    let inWork = 0;
    let most = 0;
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    consume(
      async () => {
        most = Math.max(most, ++inWork);
        await gate;
        inWork--;
      },
      { maxInFlight: 7 },
    );
    await publish(50);
    await eventually(() => expect(inWork).toBe(7));
    open();
    await eventually(async () => expect(await unacknowledged()).toBe(0));
    expect(most).toBe(7);
  });

  it("handles what a server numbers anew that has lost its newest messages", async () => {
    const seen: string[] = [];
    consume(async (message) => void seen.push(message.string()));
    const publishAll = async (...payloads: string[]) => {
      for (const payload of payloads) {
        await eventually(() => backbone.js.publish(telemetrySubject(0), payload, { msgID: payload, timeout: 2_000 }));
      }
      await eventually(() => expect(seen).toEqual(expect.arrayContaining(payloads)), { timeoutMs: 20_000 });
      await eventually(async () => expect(await unacknowledged()).toBe(0));
    };
    const [store, copy] = [join(directory.path, "data"), join(directory.path, "copy")];
    await publishAll("kept-1", "kept-2");
    await nats.stop();
    await cp(store, copy, { recursive: true });
    await nats.restart();
    await publishAll("lost-3", "lost-4");
    await nats.stop();
    await rm(store, { recursive: true });
    await cp(copy, store, { recursive: true });
    await nats.restart();
    await publishAll("anew-3", "anew-4", "new-5");
    expect((await backbone.jsm.streams.info(TELEMETRY_STREAM.name)).state.last_seq).toBe(5);
  });

  it("finishes what is in work when it closes, and leaves the rest to others at once", async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const first: number[] = [];
    const { consumer } = consume(
      async ({ seq }) => {
        await gate;
        first.push(seq);
      },
      { maxInFlight: 10 },
    );
    await publish(100);
    await eventually(async () =>
      expect((await backbone.jsm.consumers.info(TELEMETRY_STREAM.name, "test")).num_ack_pending).toBe(10),
    );
    const closed = consumer.close();
    open();
    await closed;
    const second: number[] = [];
    consume(async ({ seq }) => void second.push(seq), { maxInFlight: 10 });
    await eventually(async () => expect(await unacknowledged()).toBe(0));
    expect([...first, ...second].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  });

  it("says so when it is deleted on the server, so that it can be made anew", async () => {
    const seen = new Set<number>();
    const { ended } = consume(async ({ seq }) => void seen.add(seq));
    await publish(10);
    await eventually(() => expect(seen.size).toBe(10));
    await backbone.jsm.consumers.delete(TELEMETRY_STREAM.name, "test");
    expect(await ended).toBeInstanceOf(Error);
  });
});
