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
import { rowOfLine, TelemetryWriter, toLineProtocol } from "@gridwatch/telemetry-store";
import { Inject, Injectable } from "@nestjs/common";
import { writeAroundBadLines } from "./bad-line-search.js";
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

/** A reading that the database refuses. */
interface BadRow extends Pick<MessageReadings, "columns" | "source"> {
  row: number;
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
    const linesOf = batch.map(({ columns }) => toLineProtocol(columns));
    const lines = linesOf.flat();
    const places = batch.flatMap(({ place }) => place ?? []);
    const bad = await inSpanOfEach(places, this.writer.writeWork(lines.length), () =>
      this.database.write(() =>
        writeAroundBadLines(lines, (some) => this.counts.timeWrite(some.length, this.writer.writeLines(some))),
      ),
    );
    // Only now, when nothing can send the batch round again, so that no reading is buried twice.
    await Promise.all(bad.map(({ index, message }) => this.bury(locate(index, batch, linesOf), message)));
    this.counts.addStored(lines.length - bad.length);
  }

  private async bury({ columns, source, row }: BadRow, message: string): Promise<void> {
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

/** @param linesOf each message's lines, which may be fewer than its rows */
function locate(index: number, batch: MessageReadings[], linesOf: string[][]): BadRow {
  let line = index;
  for (const [i, { columns, source }] of batch.entries()) {
    const { length } = linesOf[i] ?? [];
    if (line < length) return { columns, source, row: rowOfLine(columns, line) };
    line -= length;
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
