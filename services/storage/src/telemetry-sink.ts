import { BackbonePublisher } from "@gridwatch/backbone";
import {
  type DeadLetter,
  encodeTelemetryBatch,
  type ReadingColumns,
  rowValues,
  shardOf,
  telemetrySubject,
} from "@gridwatch/contracts";
import { inSpanOfEach, type TracePlace, tracePlace } from "@gridwatch/service-kit";
import { TelemetryWriter, toLineProtocol } from "@gridwatch/telemetry-store";
import { Inject, Injectable } from "@nestjs/common";
import { type BadLine, writeAroundBadLines } from "./bad-line-search.js";
import { StorageConfig } from "./config.js";
import { DatabaseSession } from "./database.session.js";
import { StorageCounts } from "./storage-counts.js";
import { WriteBatcher } from "./write-batcher.js";

/** The readings of one message. */
interface MessageReadings {
  columns: ReadingColumns;
  /** Names the message. */
  source: string;
  /** Where the write is shown, if the message is traced. */
  place: TracePlace | undefined;
}

/** Puts readings into the database, and those it will not take among the dead letters. */
@Injectable()
export class TelemetrySink {
  private readonly batcher: WriteBatcher<MessageReadings>;

  constructor(
    @Inject(StorageConfig) config: StorageConfig,
    @Inject(TelemetryWriter) private readonly writer: TelemetryWriter,
    @Inject(DatabaseSession) private readonly database: DatabaseSession,
    @Inject(BackbonePublisher) private readonly publisher: BackbonePublisher,
    @Inject(StorageCounts) private readonly counts: StorageCounts,
  ) {
    this.batcher = new WriteBatcher(config, (batch) => this.write(batch));
  }

  /**
   * Resolves when every reading is in the database or among the dead letters.
   *
   * @param source names their message: its letters stand once, though it may be delivered again after they were buried
   * @throws PauseConsuming, RedeliverLater when the database cannot take any now
   */
  store(columns: ReadingColumns, source: string): Promise<void> {
    return this.batcher.store({ columns, source, place: tracePlace() }, columns.devices.length);
  }

  private async write(batch: MessageReadings[]): Promise<void> {
    const lines = batch.flatMap(({ columns }) => toLineProtocol(columns));
    const places = batch.flatMap(({ place }) => place ?? []);
    const bad = await inSpanOfEach(places, this.writer.writeWork(lines.length), () =>
      this.database.write(() =>
        writeAroundBadLines(lines, (some) => this.counts.timeWrite(some.length, this.writer.writeLines(some))),
      ),
    );
    // Only now, when nothing can send the batch round again, so that no reading is buried twice.
    await Promise.all(bad.map((line) => this.bury(line, batch)));
    this.counts.addStored(lines.length - bad.length);
  }

  private async bury({ index, message }: BadLine, batch: MessageReadings[]): Promise<void> {
    const { columns, source, row } = locate(index, batch);
    const letter: DeadLetter = {
      origin: "storage",
      reason: "rejected_by_database",
      detail: message,
      topic: telemetrySubject(shardOf(columns.devices[row] ?? "")),
      payload: encodeTelemetryBatch({ v: 1, ...singleRow(columns, row) }),
      readings: 1,
      at: Date.now(),
    };
    await this.publisher.publishDeadLetter(letter, `${source}.${row}`);
    this.counts.addDeadLettered("rejected_by_database", 1);
  }
}

function locate(index: number, batch: MessageReadings[]): { columns: ReadingColumns; source: string; row: number } {
  let row = index;
  for (const { columns, source } of batch) {
    const rows = columns.devices.length;
    if (row < rows) return { columns, source, row };
    row -= rows;
  }
  throw new RangeError(`line ${index} is not in the batch`);
}

/** One row of columns as columns of its own. */
function singleRow(columns: ReadingColumns, row: number): ReadingColumns {
  const metrics: ReadingColumns["metrics"] = {};
  for (const [metric, value] of Object.entries(rowValues(columns, row))) metrics[metric] = [value];
  return {
    devices: columns.devices.slice(row, row + 1),
    timestamps: columns.timestamps.slice(row, row + 1),
    receivedAt: columns.receivedAt.slice(row, row + 1),
    suspect: columns.suspect.includes(row) ? [0] : [],
    metrics,
  };
}
