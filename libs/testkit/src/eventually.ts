import { setTimeout as delay } from "node:timers/promises";

/**
 * Polls until `probe` no longer throws, and returns what it returns.
 *
 * @throws the last error of `probe`, when it still fails after `timeoutMs`
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  { timeoutMs = 20_000, everyMs = 50 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(everyMs);
    }
  }
}
