import { type BackboneConnection, type Ledger, wasBuried } from "@gridwatch/backbone";
import {
  type AccountingCheck,
  decodeTelemetryBatch,
  TELEMETRY_STREAM,
  type TelemetryBatch,
} from "@gridwatch/contracts";
import { StoreError, type TelemetryReader } from "@gridwatch/telemetry-store";
import { compare, unknown } from "./accounting-checks.js";

const NAME = "a sample of what storage acknowledged stands in InfluxDB";

/** The sample is taken from the last so many messages, and of one of them so many readings are looked up. */
const RECENT_MESSAGES = 1_000;
const ROWS = 10;
const ATTEMPTS = 5;

/** What is about to expire may go while it is looked up. */
const EXPIRY_MARGIN_MS = 24 * 3_600_000;

/** Asks the database itself, since the rest of the accounting believes what storage says of it. */
export class StoredSample {
  constructor(
    private readonly connection: BackboneConnection,
    private readonly reader: TelemetryReader,
    private readonly retentionDays: number,
  ) {}

  async check({ settled }: Ledger): Promise<AccountingCheck> {
    const message = await this.pick(settled.seq);
    if (message === undefined) return compare(NAME, 0, "there is no message to take a sample of");
    try {
      const missing = await this.missing(message);
      return compare(
        NAME,
        missing,
        `readings of message ${message.seq} that are not there, of up to ${ROWS} looked up`,
      );
    } catch (error) {
      if (error instanceof StoreError) return unknown(NAME, "InfluxDB does not answer");
      throw error;
    }
  }

  private async pick(newest: number): Promise<{ seq: number; time: Date; batch: TelemetryBatch } | undefined> {
    const { jsm } = await this.connection.ready();
    for (let attempt = 0; newest > 0 && attempt < ATTEMPTS; attempt++) {
      const seq = newest - Math.floor(Math.random() * Math.min(RECENT_MESSAGES, newest));
      const message = await jsm.streams.getMessage(TELEMETRY_STREAM.name, { seq }).catch(noneThere);
      if (message === null) continue;
      try {
        return { seq, time: message.time, batch: decodeTelemetryBatch(message.data) };
      } catch {
        // Storage could not read it either, and buried it.
      }
    }
    return undefined;
  }

  private async missing({ seq, time, batch }: { seq: number; time: Date; batch: TelemetryBatch }): Promise<number> {
    const oldest = Date.now() - this.retentionDays * 24 * 3_600_000 + EXPIRY_MARGIN_MS;
    const rows = batch.devices.length;
    const first = Math.floor(Math.random() * rows);
    let missing = 0;
    for (let i = 0; i < Math.min(ROWS, rows); i++) {
      const row = (first + i) % rows;
      const at = batch.timestamps[row] ?? 0;
      if (at < oldest || (await this.reader.holds(batch.devices[row] ?? "", at))) continue;
      if (!(await wasBuried(await this.connection.ready(), `storage.${seq}.`, row, time))) missing += 1;
    }
    return missing;
  }
}

/** A message that was deleted is answered with an error or with nothing, depending on the server. */
function noneThere(error: { code?: number }): null {
  const NO_MESSAGE = 10_037;
  if (error.code === NO_MESSAGE) return null;
  throw error;
}
