import { setTimeout as delay } from "node:timers/promises";

/** WebSocket close code: the server goes away, and the client may connect again. */
export const GOING_AWAY = 1001;
export const GOING_AWAY_REASON = "the service stops";

const GRACE_MS = 1_000;

export interface Closable {
  readonly closed: Promise<void>;
  /** Says goodbye and closes when the other side has answered. */
  goAway(): void;
  /** Closes at once. */
  cutOff(): void;
}

/** Closes connections from our side, without waiting long for those who do not answer. */
export async function closeGracefully(connections: Iterable<Closable>): Promise<void> {
  const open = new Set(connections);
  const closing = [...open].map(async (connection) => {
    connection.goAway();
    await connection.closed;
    open.delete(connection);
  });
  await Promise.race([Promise.all(closing), delay(GRACE_MS, undefined, { ref: false })]);
  for (const connection of open) connection.cutOff();
}
