import type { JetStreamManager } from "@nats-io/jetstream";

/** Each publisher takes at most this part of what is free before it looks again, so that several cannot overshoot together. */
const SHARE_OF_FREE = 1 / 32;

/** A message larger than that share may have this much. */
const LARGEST_SHARE_OF_FREE = 1 / 8;

/** What a message takes on disk beyond its payload: record, subject, headers. Rather too much than too little. */
const OVERHEAD_BYTES = 256;

/** The stream has no room for the message. */
export class StreamFull extends Error {
  constructor(stream: string, freeBytes: number) {
    super(`stream ${stream} is full: ${freeBytes} bytes are free`);
    this.name = "StreamFull";
  }
}

/**
 * Keeps a publisher from ever filling a stream to its last byte. The server itself checks a message without its
 * overhead; when the message fits but its overhead does not, nats-server stores it and silently drops the oldest message
 * instead, even with `discard: new` (docs/adr/0004).
 */
export class StreamRoom {
  private budget = 0;
  private inFlight = 0;
  private looking: Promise<number> | undefined;

  constructor(
    private readonly jsm: JetStreamManager,
    private readonly stream: string,
  ) {}

  /**
   * Runs `publish` if the stream has room for its payload.
   *
   * @throws StreamFull when it has not, and what `publish` throws
   */
  async publish<T>(payloadBytes: number, publish: () => Promise<T>): Promise<T> {
    const size = payloadBytes + OVERHEAD_BYTES;
    if (this.budget < size) {
      const free = await this.look();
      const most = Math.max(free * SHARE_OF_FREE, size <= free * LARGEST_SHARE_OF_FREE ? size : 0);
      this.budget = Math.min(Math.max(this.budget, most), Math.max(0, free - this.inFlight));
      if (this.budget < size) throw new StreamFull(this.stream, free);
    }
    this.budget -= size;
    this.inFlight += size;
    try {
      return await publish();
    } finally {
      this.inFlight -= size;
    }
  }

  /** How many bytes are free; asked once for all that want to know at the moment. */
  private look(): Promise<number> {
    this.looking ??= this.jsm.streams
      .info(this.stream)
      .then(({ config, state }) => (config.max_bytes > 0 ? config.max_bytes - state.bytes : Number.MAX_SAFE_INTEGER))
      .finally(() => {
        this.looking = undefined;
      });
    return this.looking;
  }
}
