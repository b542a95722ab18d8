import { errors, type RequestManyOptions } from "@nats-io/transport-node";
import type { Backbone } from "./backbone.connection.js";

/** No further instance is waited for when none has answered for 150 ms. */
const UNTIL_STALLED = { strategy: "stall", maxWait: 1_500, stall: 150 } as const;

/**
 * Asks every instance that listens; resolves with what those say, as JSON, that answer in time. An empty answer says nothing.
 *
 * @param until when to wait no longer: of what is told at once, when no answer has come for 150 ms, or none at all within 1.5 s
 */
export async function askAll<T>(
  { nc }: Pick<Backbone, "nc">,
  subject: string,
  until: RequestManyOptions = UNTIL_STALLED,
): Promise<T[]> {
  const answers: T[] = [];
  try {
    // The client writes into the options.
    for await (const message of await nc.requestMany(subject, "", { ...until })) {
      if (message.data.length > 0) answers.push(message.json<T>());
    }
  } catch (error) {
    if (!(error instanceof errors.NoRespondersError)) throw error;
  }
  return answers;
}
