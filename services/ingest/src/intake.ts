import { BackbonePublisher, InFlight } from "@gridwatch/backbone";
import type { Replayable } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable } from "@nestjs/common";
import { IngestConfig } from "./config.js";
import { DeviceRegistry } from "./device-registry.js";
import { type GroupListener, IngestPipeline, type MessageGroup } from "./ingest-pipeline.js";
import { connectionOf, idsByConnection, messageIdOf, messageToken } from "./message-token.js";
import { adoptedReceiveMaximum } from "./mqtt-options.js";
import { pipelineOptions } from "./pipeline-options.js";

/** Dead letters being taken in again at once, on top of what may come from the broker. */
export const MAX_REPLAYS_AT_ONCE = 100;

/** Where messages come from, and where their acknowledgements go. */
export interface MessageSource {
  /** The backbone holds these messages, in the order of their receipt. An id of 0 wants no acknowledgement. */
  onSafe(messageIds: readonly number[]): void;
  /** This many messages cannot be put on the backbone: they stay unacknowledged. */
  onFailed(messages: number): void;
  /** Names a message: the same when it comes again, over whichever connection; `undefined` for one that never does. */
  nameOf(messageId: number): string | undefined;
}

/**
 * Takes messages from all connections to the broker into one pipeline, and tells each connection which of its messages
 * are safe. What is taken and not yet safe is bounded over all of them together.
 */
@Injectable()
export class Intake implements GroupListener {
  /** Copies that the broker had kept, and that were passed over. */
  retainedCopies = 0;
  /** Before it resolves, nothing may be taken: every device would be new. */
  readonly ready: Promise<void>;
  private readonly pipeline: IngestPipeline;
  private readonly held: InFlight;
  private readonly sources = new Map<number, MessageSource>();
  private connections = 0;
  private stopping = false;

  constructor(
    @Inject(IngestConfig) config: IngestConfig,
    @Inject(BackbonePublisher) publisher: BackbonePublisher,
    @Inject(DeviceRegistry) devices: DeviceRegistry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.ready = devices.loaded;
    this.pipeline = new IngestPipeline(publisher, pipelineOptions(config), this, devices);
    // In MQTT 5 the broker itself stops at the limit (receiveMaximum). The parser must not stop there too, or it would
    // read no answer to its pings and take the connection for dead.
    const beyond = config.mqtt.protocolVersion === 5 ? adoptedReceiveMaximum(config) + 1 : 0;
    this.held = new InFlight(config.maxHeldMessages + beyond + MAX_REPLAYS_AT_ONCE, config.maxHeldBytes);
  }

  get counts() {
    return this.pipeline.counts;
  }

  get heldReadings(): number {
    return this.pipeline.heldReadings;
  }

  get heldMessages(): number {
    return this.held.size;
  }

  /** Returns the connection's number. */
  open(source: MessageSource): number {
    const connection = this.connections++;
    this.sources.set(connection, source);
    return connection;
  }

  /** What is held for this connection is forgotten, since the broker sends it again. */
  close(connection: number): void {
    this.sources.delete(connection);
  }

  /**
   * Takes a message, but for a copy that the broker had kept: it was taken when it was new.
   *
   * @returns how many readings it held; `undefined` when it was not taken: what comes in while stopping, or is left of a connection
   *   that is closed, stays with the broker
   */
  take(topic: string, payload: Buffer, retained: boolean, connection: number, messageId: number): number | undefined {
    if (this.stopping || !this.sources.has(connection)) return undefined;
    const { received } = this.pipeline.counts;
    this.held.add(payload.length);
    const token = messageToken(connection, messageId);
    if (retained) {
      this.retainedCopies++;
      this.pipeline.pass(payload, token);
    } else {
      this.pipeline.receive(topic, payload, token);
    }
    return this.pipeline.counts.received - received;
  }

  /** Takes a dead letter in again. @returns false while stopping */
  takeAgain(replayable: Replayable, connection: number, messageId: number): boolean {
    if (this.stopping) return false;
    const payload = Buffer.from(replayable.payload);
    this.held.add(payload.length);
    const token = messageToken(connection, messageId);
    if (replayable.kind === "batch") this.pipeline.receiveBatch(replayable.shard, payload, replayable.readings, token);
    else this.pipeline.receive(replayable.topic, payload, token, replayable.at);
    return true;
  }

  get hasRoom(): boolean {
    return this.held.hasRoom;
  }

  room(): Promise<void> {
    return this.held.room();
  }

  /** Takes nothing more; resolves when what is held has been settled. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.pipeline.drain();
  }

  nameOf(token: number): string | undefined {
    return this.sources.get(connectionOf(token))?.nameOf(messageIdOf(token));
  }

  onSafe({ tokens, bytes }: MessageGroup): void {
    this.held.remove(bytes, tokens.length);
    for (const [connection, ids] of idsByConnection(tokens)) this.sources.get(connection)?.onSafe(ids);
  }

  onFailed({ tokens, bytes }: MessageGroup, error: unknown): void {
    this.held.remove(bytes, tokens.length);
    if (!this.stopping) this.logger.error({ err: error, messages: tokens.length }, "messages stay with the broker");
    for (const [connection, ids] of idsByConnection(tokens)) this.sources.get(connection)?.onFailed(ids.length);
  }
}
