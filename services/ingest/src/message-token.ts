/** A message id has 16 bits; above them a token holds the connection's number, since ids mean nothing on another one. */
const IDS_PER_CONNECTION = 65_536;

/** One number that stands for a message while it is held. A message id of 0 wants no acknowledgement. */
export function messageToken(connection: number, messageId: number): number {
  return connection * IDS_PER_CONNECTION + messageId;
}

export function messageIdOf(token: number): number {
  return token % IDS_PER_CONNECTION;
}

export function connectionOf(token: number): number {
  return Math.floor(token / IDS_PER_CONNECTION);
}

/** The message ids of each connection, in the order of their tokens. */
export function idsByConnection(tokens: readonly number[]): Map<number, number[]> {
  const all = new Map<number, number[]>();
  let connection = -1;
  let ids: number[] = [];
  for (const token of tokens) {
    const id = messageIdOf(token);
    const from = connectionOf(token);
    // Nearly always the same as before.
    if (from !== connection) {
      connection = from;
      ids = all.get(from) ?? [];
      all.set(from, ids);
    }
    ids.push(id);
  }
  return all;
}
