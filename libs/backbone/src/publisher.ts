import { setMaxListeners } from "node:events";
import { DEAD_LETTERS_STREAM, type DeadLetter, encodeDeadLetter, type StreamSpec } from "@gridwatch/contracts";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import { headers, type MsgHdrs, nuid } from "@nats-io/transport-node";
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from "@nestjs/common";
import { BackboneConnection } from "./backbone.connection.js";
import { retry } from "./backoff.js";
import { NatsConfig } from "./nats.config.js";
import { StreamFull, StreamRoom } from "./stream-room.js";
import { ensureStream } from "./streams.js";

/** What a message's headers may take of the server's limit for payload and headers together. */
const HEADERS_BYTES = 8_192;

/** The server takes no message of this size, however often it is sent. */
export class MessageTooLarge extends Error {
  constructor(bytes: number, maxBytes: number) {
    super(`a message of ${bytes} bytes is over the limit of ${maxBytes}`);
    this.name = "MessageTooLarge";
  }
}

/**
 * Puts messages into streams and says when they are safe there. What cannot be published yet (no server, no
 * answer, a full stream) is tried again under the same `Nats-Msg-Id`, so that it stands there once; the caller bounds
 * how much it lets wait.
 */
@Injectable()
export class BackbonePublisher implements OnModuleInit, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly ensured = new Map<string, Promise<StreamRoom>>();
  private failing: string | undefined;

  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly config: NatsConfig,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    // Everything that waits to be published listens to it.
    setMaxListeners(0, this.stopping.signal);
    this.readiness.register("publishing", () => this.failing);
  }

  onApplicationShutdown(): void {
    this.stopping.abort(new Error("the service stops"));
  }

  /**
   * Resolves when the stream holds the message.
   *
   * @throws when the service stops before, or when the message itself is one that the stream can never take
   */
  async publish(
    stream: StreamSpec,
    subject: string,
    payload: Uint8Array,
    extra?: Record<string, string>,
  ): Promise<void> {
    const msgID = nuid.next();
    const messageHeaders = extra === undefined ? undefined : toHeaders(extra);
    await retry(
      async () => {
        const { js, nc } = await this.connection.ready();
        const maxBytes = (nc.info?.max_payload ?? Number.POSITIVE_INFINITY) - HEADERS_BYTES;
        if (payload.length > maxBytes) throw new MessageTooLarge(payload.length, maxBytes);
        const room = await this.ensure(stream);
        const options = { msgID, timeout: 5_000, ...(messageHeaders === undefined ? {} : { headers: messageHeaders }) };
        const publish = () => js.publish(subject, payload, options);
        // A stream that forgets its oldest when it is full has room by definition.
        if (stream.discard === "old") await publish();
        else await room.publish(payload.length, publish);
      },
      {
        firstMs: 100,
        longestMs: 2_000,
        signal: this.stopping.signal,
        isFinal: (error) => error instanceof MessageTooLarge,
        onFailure: (error, attempt) => this.onFailure(stream, error, attempt),
      },
    );
    this.failing = undefined;
  }

  async publishDeadLetter(letter: DeadLetter): Promise<void> {
    const encoded = encodeDeadLetter(letter);
    await this.publish(DEAD_LETTERS_STREAM, encoded.subject, encoded.payload, encoded.headers);
  }

  private onFailure(stream: StreamSpec, error: unknown, attempt: number): void {
    const problem = `${stream.name} refuses: ${(error as Error).message}`;
    if (this.failing !== problem)
      this.logger.warn({ err: error, stream: stream.name, attempt }, "publishing again later");
    this.failing = problem;
    // The stream may have been deleted under us: look again before the next attempt.
    if (!(error instanceof StreamFull)) this.ensured.delete(stream.name);
  }

  private ensure(stream: StreamSpec): Promise<StreamRoom> {
    const known = this.ensured.get(stream.name);
    if (known !== undefined) return known;
    const ensuring = this.connection.ready().then(async ({ jsm }) => {
      await ensureStream(jsm, stream, this.config);
      return new StreamRoom(jsm, stream.name);
    });
    this.ensured.set(stream.name, ensuring);
    return ensuring;
  }
}

function toHeaders(values: Record<string, string>): MsgHdrs {
  const result = headers();
  for (const [name, value] of Object.entries(values)) result.set(name, value);
  return result;
}
