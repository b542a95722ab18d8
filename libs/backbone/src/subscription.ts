import type { StreamSpec } from "@gridwatch/contracts";

/**
 * Messages asked for, and buffered, ahead of their handling. The server cuts off a client for which more than 64 MiB wait, which a
 * thousand large batches of insights are.
 */
export const PULL_MESSAGES = 200;

/**
 * Also how long the client takes to notice that its pulls are forgotten or its consumer gone, by two silent heartbeats, and waits before it
 * looks again for one that it could not reach: now and then twice in a row when the servers of a cluster restart one by one, and all has
 * to be well within 10 s.
 */
export const PULL_EXPIRES_MS = 2_000;

/**
 * A client (3.4) whose messages are not read asks again at each silence, and once they are read all that it asked for comes at once. After
 * so long what it has is dropped, and consuming begins anew.
 */
export const HELD_UP_MS = 5_000;

/** All replicas of a service share the work: each message goes to one of them, and again until it is acknowledged. */
export interface DurableSubscription {
  kind: "durable";
  stream: StreamSpec;
  durable: string;
  /**
   * A message neither acknowledged nor reported as in progress for this long is delivered again. Short, since what a
   * killed replica had in work waits for it; what is in work in a living one is reported three times as often.
   */
  ackWaitMs: number;
  /** At most this many messages, and bytes of them, are in work at once in one replica. */
  maxInFlight: number;
  maxInFlightBytes: number;
  /** Messages buffered ahead of those; `PULL_MESSAGES` unless said otherwise, for large ones. */
  ahead?: number;
}

/**
 * Each replica gets every message, in order, from `replay` messages back onwards, or from what was received `since`, but in any
 * case from message `seq`, or those `after` a message; nothing is acknowledged.
 */
export interface FeedSubscription {
  kind: "feed";
  stream: StreamSpec;
  replay: number | { since: Date; seq: number } | { after: number };
  /** These messages alone; all when absent. */
  subject?: string;
  /** Messages buffered ahead of their handling; `PULL_MESSAGES` unless said otherwise, for one who reads by many feeds. */
  ahead?: number;
  /** Whether handling a message is shown in its trace; it is unless said otherwise. */
  traced?: boolean;
}

export type StreamSubscription = DurableSubscription | FeedSubscription;

/** Extras for `@EventPattern(stream.name, durable(…))`. The handler's message is acknowledged when its promise resolves. */
export function durable(
  stream: StreamSpec,
  name: string,
  limits: Partial<Pick<DurableSubscription, "ackWaitMs" | "maxInFlight" | "maxInFlightBytes" | "ahead">> = {},
): { subscription: DurableSubscription } {
  return {
    subscription: {
      kind: "durable",
      stream,
      durable: name,
      ackWaitMs: 5_000,
      maxInFlight: 400,
      maxInFlightBytes: 8 * 1024 * 1024,
      ...limits,
    },
  };
}

/** Extras for `@EventPattern(stream.name, feed(…))`. */
export function feed(stream: StreamSpec, { replay }: { replay: number }): { subscription: FeedSubscription } {
  return { subscription: { kind: "feed", stream, replay } };
}
