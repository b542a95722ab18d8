/** How far a shard's messages have come: all up to message `seq`, or of that one only the first `rows` readings. */
export interface Position {
  seq: number;
  /** Absent: all of them. */
  rows?: number;
}

export const BEGINNING: Position = { seq: 0 };

export function isBefore(a: Position, b: Position): boolean {
  if (a.seq !== b.seq) return a.seq < b.seq;
  return (a.rows ?? Number.POSITIVE_INFINITY) < (b.rows ?? Number.POSITIVE_INFINITY);
}

/** Of message `seq`, the first so many readings lie before the position. */
export function rowsBefore(position: Position, seq: number): number {
  if (seq !== position.seq) return seq < position.seq ? Number.POSITIVE_INFINITY : 0;
  return position.rows ?? Number.POSITIVE_INFINITY;
}
