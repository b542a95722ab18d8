import { BackboneConnection, LedgerReader, NatsConfig } from "@gridwatch/backbone";
import { STORAGE_CONSUMER, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import { StorageConfig } from "./config.js";
import { firstSeqToKeep } from "./stream-tail.js";

const TRIM_EVERY_MS = 5_000;

/** Fuller than this, the stream is trimmed of what is stored whether it has been counted or not. */
const FULL_ENOUGH = 0.75;

/**
 * Makes room in TELEMETRY, which refuses new readings when it is full: the oldest go, but only those that are stored.
 * What is stored stays for a while, since realtime replays it after a restart.
 */
@Injectable()
export class StreamTrimmer implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly nats: NatsConfig,
    @Inject(LedgerReader) private readonly ledger: LedgerReader,
    @Inject(StorageConfig) private readonly config: StorageConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      if (!this.connection.connected) return;
      this.trim().catch((error) => this.logger.warn({ err: error }, "trimming TELEMETRY failed; again later"));
    }, TRIM_EVERY_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async trim(): Promise<void> {
    const { jsm } = await this.connection.ready();
    const [{ state }, consumer] = await Promise.all([
      jsm.streams.info(TELEMETRY_STREAM.name),
      jsm.consumers.info(TELEMETRY_STREAM.name, STORAGE_CONSUMER),
    ]);
    const tailBytes = Math.min(this.config.streamTailBytes, this.nats.telemetryMaxBytes / 2);
    const crowded = state.bytes > this.nats.telemetryMaxBytes * FULL_ENOUGH;
    const counted = crowded ? Number.POSITIVE_INFINITY : await this.countedUpTo();
    const seq = firstSeqToKeep(state, Math.min(consumer.ack_floor.stream_seq, counted), tailBytes);
    if (seq > state.first_seq) await jsm.streams.purge(TELEMETRY_STREAM.name, { seq });
  }

  /** What goes before it is counted makes a hole in the accounting, which costs no reading. */
  private async countedUpTo(): Promise<number> {
    const known = await this.ledger.read();
    if (known?.ledger.telemetry === undefined) return Number.POSITIVE_INFINITY;
    return Math.min(known.ledger.telemetry.seq, known.ledger.settled.seq);
  }
}
