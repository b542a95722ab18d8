import { setTimeout as delay } from "node:timers/promises";

export interface BackoffLimits {
  firstMs: number;
  longestMs: number;
}

/** The wait in whole milliseconds before attempt `attempt` (from 1): doubling, at most `longestMs`, spread by ±20 % so that replicas do not knock in step. */
export function backoffMs(attempt: number, { firstMs, longestMs }: BackoffLimits): number {
  const wait = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(wait * (0.8 + Math.random() * 0.4));
}

/**
 * Tries `attempt` until it succeeds or `signal` aborts.
 *
 * @throws the signal's reason when aborted, or the error of an attempt that `isFinal` says will never succeed
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  options: BackoffLimits & {
    signal: AbortSignal;
    onFailure: (error: unknown, attempt: number) => void;
    isFinal?: (error: unknown) => boolean;
  },
): Promise<T> {
  for (let n = 1; ; n++) {
    options.signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (options.signal.aborted || options.isFinal?.(error)) throw error;
      options.onFailure(error, n);
      await delay(backoffMs(n, options), undefined, { signal: options.signal });
    }
  }
}
