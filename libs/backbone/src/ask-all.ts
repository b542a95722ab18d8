import { errors } from "@nats-io/transport-node";
import type { Backbone } from "./backbone.connection.js";

const FIRST_ANSWER_MS = 1_500;

/** No further instance is waited for when none has answered for this long. */
const STALL_MS = 150;

/** Asks every instance that listens; resolves with what those say, as JSON, that answer in time. An empty answer says nothing. */
export async function askAll<T>({ nc }: Pick<Backbone, "nc">, subject: string): Promise<T[]> {
  const options = { strategy: "stall", maxWait: FIRST_ANSWER_MS, stall: STALL_MS } as const;
  const answers: T[] = [];
  try {
    for await (const message of await nc.requestMany(subject, "", options)) {
      if (message.data.length > 0) answers.push(message.json<T>());
    }
  } catch (error) {
    if (!(error instanceof errors.NoRespondersError)) throw error;
  }
  return answers;
}
