import { setTimeout as delay } from "node:timers/promises";
import { isBefore } from "./position.js";
import type { ScoringRun } from "./scoring-run.js";

/** How often it is looked whether a model that warms up has caught up. */
const CATCH_UP_POLL_MS = 20;

/** Another model could not take the place of the one in use, which goes on as it was. */
export class NotTakenOver extends Error {
  constructor(model: string, shard: number, cause: unknown) {
    super(`${model} has not taken over shard ${shard}: ${(cause as Error).message}`, { cause });
    this.name = "NotTakenOver";
  }

  /** Whether it was too slow: to try it again at once would lead to nothing else. */
  get wasTooSlow(): boolean {
    return this.cause instanceof NotCaughtUp;
  }
}

/** A model did not catch up in time with the one whose place it was to take. */
export class NotCaughtUp extends Error {
  constructor(withinMs: number) {
    super(
      `it has not caught up within ${withinMs / 1_000} s, being too slow for the units there, or this machine too busy`,
    );
    this.name = "NotCaughtUp";
  }
}

/** The way of one model through a shard's messages. */
interface Way {
  run: ScoringRun;
  /** Resolves when nothing is in work any more. */
  end: (reason: Error) => Promise<unknown>;
}

/**
 * The next model catches up unheard, then takes over between two batches, exactly where the one before stops.
 * @param stop while it catches up
 * @param takeOver is called when neither of them computes
 * @returns for how long nothing was scored, milliseconds
 * @throws why `stop` aborted, or what the next run failed by: it has ended then, and the one before goes on
 */
export async function handOver(
  before: Way,
  next: Way,
  stop: AbortSignal,
  takeOver: () => void = () => {},
): Promise<number> {
  const until = async (condition: () => boolean) => {
    for (;;) {
      stop.throwIfAborted();
      next.run.throwIfFailed();
      if (condition()) return;
      await delay(CATCH_UP_POLL_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  };
  try {
    await until(() => next.run.hasReached(before.run.position));
    await next.run.hold();
    // The next one may be ahead by what it has just read; the one before still goes on.
    await until(() => !isBefore(before.run.position, next.run.position));
  } catch (error) {
    // Nobody waits for what it computes, which may take long: to dispose of its model ends that.
    void next.end(new Error("it was not needed"));
    throw error;
  }
  const paused = performance.now();
  await before.end(new Error("another model has taken over"));
  takeOver();
  next.run.goLive(before.run.handedOnUpTo);
  next.run.release();
  return performance.now() - paused;
}
