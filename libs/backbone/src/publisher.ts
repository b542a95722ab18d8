import { setMaxListeners } from "node:events";
import { hostname } from "node:os";
import {
  ACCOUNT_HEADERS,
  DEAD_LETTERS_STREAM,
  type DeadLetter,
  encodeDeadLetter,
  type StreamSpec,
} from "@gridwatch/contracts";
import { inSpan, LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import { headers, type MsgHdrs, nuid } from "@nats-io/transport-node";
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit, Optional } from "@nestjs/common";
import { PublisherTally } from "./accounting/publisher-tally.js";
import { BackboneConnection } from "./backbone.connection.js";
import { retry } from "./backoff.js";
import { BACKBONE_IS_OPTIONAL, NatsConfig } from "./nats.config.js";
import { PublishMetrics } from "./publish.metrics.js";
import { StreamFull, StreamRoom } from "./stream-room.js";
import { ensureStream } from "./streams.js";
import { messageWork, withTraceHeaders } from "./traced-messages.js";

/** An answer is lost with its connection. Two in a row are to be made good within the 10 s in which all has to be well again. */
const ANSWER_WITHIN_MS = 4_000;

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
  private readonly tallies = new Map<string, PublisherTally>();
  private failing: string | undefined;

  /** Stands for this process in the messages it publishes. */
  readonly life = `${hostname()
    .replace(/[^A-Za-z0-9_-]/g, "-")
    .slice(0, 40)}.${nuid.next()}`;

  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly config: NatsConfig,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(PublishMetrics) private readonly metrics: PublishMetrics,
    @Optional() @Inject(BACKBONE_IS_OPTIONAL) private readonly isOptional: boolean = false,
  ) {}

  onModuleInit(): void {
    // Everything that waits to be published listens to it.
    setMaxListeners(0, this.stopping.signal);
    this.readiness.register("publishing", () => this.failing, { needed: !this.isOptional });
  }

  onApplicationShutdown(): void {
    this.stopping.abort(new Error("the service stops"));
  }

  /** By stream: readings that the stream has acknowledged. */
  get confirmed(): Record<string, number> {
    return Object.fromEntries([...this.tallies].map(([stream, { confirmed }]) => [stream, confirmed]));
  }

  /**
   * Resolves when the stream holds the message.
   *
   * @param extra headers; with a number of readings among them the message is numbered, for the accounting
   * @param msgID under which the stream takes the message once, within its time for that
   * @throws when the service stops before, or when the message itself is one that the stream can never take
   */
  publish(
    stream: StreamSpec,
    subject: string,
    payload: Uint8Array,
    extra?: Record<string, string>,
    msgID?: string,
  ): Promise<void> {
    return inSpan(messageWork("send", subject), () => this.put(stream, subject, payload, extra, msgID));
  }

  /** @param msgID as for `publish` */
  async publishDeadLetter(letter: DeadLetter, msgID?: string): Promise<void> {
    const encoded = encodeDeadLetter(letter);
    await this.publish(DEAD_LETTERS_STREAM, encoded.subject, encoded.payload, encoded.headers, msgID);
  }

  private async put(
    stream: StreamSpec,
    subject: string,
    payload: Uint8Array,
    extra: Record<string, string> | undefined,
    msgID: string | undefined,
  ): Promise<void> {
    const id = msgID ?? nuid.next();
    const messageHeaders = withTraceHeaders(extra === undefined ? undefined : toHeaders(extra));
    const readings = Number(extra?.[ACCOUNT_HEADERS.readings] ?? 0);
    const start = performance.now();
    let number: number | undefined;
    let stoodThere = false;
    await retry(
      async () => {
        const { js, nc } = await this.connection.ready();
        const maxBytes = (nc.info?.max_payload ?? Number.POSITIVE_INFINITY) - HEADERS_BYTES;
        if (payload.length > maxBytes) throw new MessageTooLarge(payload.length, maxBytes);
        const room = await this.ensure(stream);
        // Only now, since a number that is never used would look like one that is under way for ever.
        if (messageHeaders !== undefined && readings > 0) number ??= this.begin(stream, messageHeaders);
        const options = {
          msgID: id,
          timeout: ANSWER_WITHIN_MS,
          ...(messageHeaders === undefined ? {} : { headers: messageHeaders }),
        };
        const publish = async () => {
          stoodThere = (await js.publish(subject, payload, options)).duplicate;
        };
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
    ).catch((error) => {
      // Given up. When the service stops it may stand in the stream or not; nobody has been told that it does.
      if (number !== undefined && !this.stopping.signal.aborted) this.tally(stream).confirm(number, 0);
      throw error;
    });
    this.metrics.addPublished(stream, (performance.now() - start) / 1_000, readings);
    // What stands there under a name of the caller's own may be another life's: this one claims nothing of it.
    if (number !== undefined) this.tally(stream).confirm(number, stoodThere && msgID !== undefined ? 0 : readings);
    this.failing = undefined;
  }

  private begin(stream: StreamSpec, messageHeaders: MsgHdrs): number {
    const { number, headers: own } = this.tally(stream).begin();
    for (const [name, value] of Object.entries(own)) messageHeaders.set(name, value);
    return number;
  }

  private tally(stream: StreamSpec): PublisherTally {
    let tally = this.tallies.get(stream.name);
    if (tally === undefined) {
      tally = new PublisherTally(this.life);
      this.tallies.set(stream.name, tally);
    }
    return tally;
  }

  private onFailure(stream: StreamSpec, error: unknown, attempt: number): void {
    this.metrics.addFailure(stream);
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
