import { BackboneConnection, LedgerReader, NatsConfig } from "@gridwatch/backbone";
import { STORAGE_CONSUMER, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { InfluxConnection, readRollupState } from "@gridwatch/telemetry-store";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import { StorageConfig } from "./config.js";
import { firstSeqToKeep } from "./stream-tail.js";

/** A full stream waits for this and then for its publishers, who try every 2 s: all has to be well again within 10 s. */
const TRIM_EVERY_MS = 2_000;

/**
 * Part of the stream that what is stored, but neither counted nor rolled up, may take up. Neither may ever stop the
 * readings: what goes before it makes a hole in the accounting, or is rolled up from the database.
 */
const WAITING_SHARE = 0.5;

/**
 * Makes room in TELEMETRY, which refuses new readings when it is full: the oldest go, but only those that are stored.
 * What is stored stays for a while, since realtime replays it after a restart; and until it is rolled up, as long as there is
 * room.
 */
@Injectable()
export class StreamTrimmer implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(InfluxConnection) private readonly database: InfluxConnection,
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
    const [{ state }, consumer, rolledSeq, countedSeq] = await Promise.all([
      jsm.streams.info(TELEMETRY_STREAM.name),
      jsm.consumers.info(TELEMETRY_STREAM.name, STORAGE_CONSUMER),
      this.rolledSeq(),
      this.countedSeq(),
    ]);
    const storedSeq = consumer.ack_floor.stream_seq;
    const tailBytes = Math.min(this.config.streamTailBytes, this.nats.telemetryMaxBytes / 2);
    const seq = Math.max(
      firstSeqToKeep(state, Math.min(storedSeq, rolledSeq, countedSeq), tailBytes),
      firstSeqToKeep(state, storedSeq, Math.max(tailBytes, WAITING_SHARE * this.nats.telemetryMaxBytes)),
    );
    if (seq > state.first_seq) await jsm.streams.purge(TELEMETRY_STREAM.name, { seq });
  }

  /** Up to which message everything is rolled up; 0 while that cannot be known. */
  private async rolledSeq(): Promise<number> {
    const state = await readRollupState(this.database).catch(() => undefined);
    return state?.streamSeq ?? 0;
  }

  /** Up to which message the ledger has counted; 0 while that cannot be known. */
  private async countedSeq(): Promise<number> {
    const known = await this.ledger.read().catch(() => undefined);
    return known?.ledger.telemetry === undefined ? 0 : Math.min(known.ledger.telemetry.seq, known.ledger.settled.seq);
  }
}
