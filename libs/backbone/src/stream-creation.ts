import { setTimeout as delay } from "node:timers/promises";
import { JetStreamApiError, type JetStreamManager } from "@nats-io/jetstream";

/** JetStream's error code for a message that expects to come into another stream. */
const ANOTHER_STREAM = 10060;

/** What a server answers to whoever makes a stream that another is just making: its name is taken, or its subjects are. */
const BEING_MADE: ReadonlySet<number> = new Set([10058, 10065]);

/** What no stream is called. */
const NO_STREAM = "-";

const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 5_000;

/** Those that have been seen to take messages, by the connection that saw it. */
const seen = new WeakMap<JetStreamManager, Set<string>>();

/** Makes a stream, or finds it, that others may be making at the same moment. @throws what `make` throws, for a taken name or subject after 5 s */
export async function madeBySomebody<T>(make: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await make();
    } catch (error) {
      const beingMade = error instanceof JetStreamApiError && BEING_MADE.has(error.code);
      if (!beingMade || performance.now() > deadline) throw error;
    }
    await delay(LOOK_EVERY_MS);
  }
}

/**
 * Resolves when the stream takes messages, which is asked by one that it refuses.
 *
 * A server tells of a stream as soon as somebody begins to make it. nats-server 2.9 then dies of a nil pointer when somebody
 * else asks for a message of it at that moment, as replicas do that start together. Not for a stream with copies: that one is made by
 * agreement of its servers, and the refusal would have to be agreed on too.
 *
 * @param subject one of the stream's
 * @throws when it takes none for 5 s
 */
export async function untilTakingMessages(jsm: JetStreamManager, stream: string, subject: string): Promise<void> {
  const known = seen.get(jsm) ?? new Set();
  seen.set(jsm, known);
  if (known.has(stream)) return;
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await jsm.jetstream().publish(subject, "", { expect: { streamName: NO_STREAM }, timeout: PATIENCE_MS });
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === ANOTHER_STREAM) break;
      // Nobody listens yet.
      if (performance.now() > deadline) throw error;
    }
    await delay(LOOK_EVERY_MS);
  }
  known.add(stream);
}
