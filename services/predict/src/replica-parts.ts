import { askAll, type BackboneConnection } from "@gridwatch/backbone";
import type { Logger } from "@gridwatch/service-kit";

/** Whoever asks all replicas hears this one's part from now on. */
export function answerFor(
  connection: BackboneConnection,
  subject: string,
  own: () => object | undefined,
  logger: Logger,
): void {
  connection
    .ready()
    .then(({ nc }) =>
      nc.subscribe(subject, {
        callback: (error, message) => {
          if (error !== null) return;
          const part = own();
          // Nothing to say is said, too, so that nobody waits for it.
          message.respond(part === undefined ? "" : JSON.stringify(part));
        },
      }),
    )
    .catch((error: unknown) => logger.debug({ err: error }, "stopped before the backbone was reached"));
}

/** The parts of all replicas that answer in time. */
export async function askForAll<T>(connection: BackboneConnection, subject: string): Promise<T[]> {
  return askAll<T>(await connection.ready(), subject);
}

/** Replicas change models one after the other: the parts that have the same as the most have; `undefined` of none. */
export function ofMost<T>(parts: readonly T[], same: (part: T) => string): T[] | undefined {
  const groups = new Map<string, T[]>();
  for (const part of parts) {
    const group = groups.get(same(part));
    if (group === undefined) groups.set(same(part), [part]);
    else group.push(part);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length)[0];
}
