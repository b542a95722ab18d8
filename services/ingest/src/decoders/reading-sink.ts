import type { DeadLetterReason } from "@gridwatch/contracts";

/** What a decoder makes of a message: readings that can be used, and parts that cannot. */
export interface ReadingSink {
  /**
   * @param timestamp the device's time, as it stands in the payload; `undefined` when there is none
   * @param metrics finite numbers by metric name; a key `timestamp` is no metric
   * @param part what the reading was made from: an element of an array, or the message's whole value
   */
  accept(timestamp: unknown, metrics: Record<string, number>, part: unknown): void;
  /** @param part what cannot be used; `undefined` when the payload could not even be parsed */
  reject(reason: DeadLetterReason, detail: string, part: unknown): void;
}
