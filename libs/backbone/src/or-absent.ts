import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";

const ABSENT: readonly number[] = [JetStreamApiCodes.StreamNotFound, JetStreamApiCodes.ConsumerNotFound];

/** What was asked of a stream or a consumer; `undefined` while there is none. */
export async function orAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof JetStreamApiError && ABSENT.includes(error.code)) return undefined;
    throw error;
  }
}
