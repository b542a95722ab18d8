/** The part of a stream's state that trimming looks at. */
export interface StreamExtent {
  messages: number;
  bytes: number;
  first_seq: number;
}

/**
 * The first sequence number to keep so that about `tailBytes` of a stream are left, and everything above `ackFloor`,
 * the last message up to which all are stored.
 */
export function firstSeqToKeep(extent: StreamExtent, ackFloor: number, tailBytes: number): number {
  if (extent.bytes <= tailBytes || extent.messages === 0) return extent.first_seq;
  const excess = Math.floor((extent.bytes - tailBytes) / (extent.bytes / extent.messages));
  return Math.max(extent.first_seq, Math.min(extent.first_seq + excess, ackFloor + 1));
}
