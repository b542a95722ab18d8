import { DEAD_LETTERS_STREAM, LEDGER_BUCKET, STORAGE_CONSUMER, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { Inject, Injectable } from "@nestjs/common";
import { type Backbone, BackboneConnection } from "../backbone.connection.js";
import { openBucket } from "../buckets.js";
import { NatsConfig } from "../nats.config.js";
import { acknowledgedUpTo, findStream, readHeaders } from "./header-reader.js";
import { count, openLedger, type StreamLedger, skipUnseen } from "./ledger.js";

const LEDGER_KEY = "readings";

/** What is written down: everything that went through, since the ledger began. */
export interface Ledger {
  /** ISO 8601 */
  since: string;
  telemetry?: StreamLedger;
  deadLetters?: StreamLedger;
  /** Of TELEMETRY: what storage has acknowledged, up to a sequence number. */
  settled: { seq: number; readings: number };
}

/** The ledger as it stands now, and what storage has still before it. */
export interface LedgerNow {
  ledger: Ledger;
  /** Readings in the stream above what storage has acknowledged; `undefined` when they are too many to be looked at. */
  pending: number | undefined;
  /** Whether everything that the streams hold is in it. */
  complete: boolean;
}

/** Reads the ledger, and brings what it read up to the moment. */
@Injectable()
export class LedgerReader {
  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly config: NatsConfig,
  ) {}

  /** `undefined` before the ledger has begun. */
  async read(): Promise<{ ledger: Ledger; revision: number } | undefined> {
    const entry = await (await this.bucket()).get(LEDGER_KEY);
    if (entry?.operation !== "PUT") return undefined;
    return { ledger: entry.json<Ledger>(), revision: entry.revision };
  }

  /** @throws when somebody else has written since `revision` (0 for none yet): two that overlap cannot both count */
  async write(ledger: Ledger, revision: number): Promise<number> {
    const bucket = await this.bucket();
    const text = JSON.stringify(ledger);
    return revision === 0 ? bucket.create(LEDGER_KEY, text) : bucket.update(LEDGER_KEY, text, revision);
  }

  /** Counts what has come since `ledger` was written, which is changed, at most `most` messages of each kind. */
  async bringUpToDate(ledger: Ledger, most: number, withPending: boolean): Promise<LedgerNow> {
    const backbone = await this.connection.ready();
    const lettersDone = await this.countDeadLetters(backbone, ledger, most);
    const info = await findStream(backbone, TELEMETRY_STREAM.name);
    if (info === undefined) return { ledger, pending: 0, complete: lettersDone };
    const { first_seq: firstSeq, last_seq: lastSeq } = info.state;
    const made = String(info.created);
    if (ledger.telemetry?.created !== made) {
      ledger.telemetry = openLedger(made, firstSeq);
      ledger.settled = { seq: firstSeq - 1, readings: 0 };
    }
    const { telemetry } = ledger;
    skipUnseen(telemetry, firstSeq);
    const done = await countUpTo(backbone, TELEMETRY_STREAM.name, telemetry, lastSeq, most);
    await this.catchUpWithTrimming(backbone, ledger, telemetry, firstSeq);
    const acknowledged = await acknowledgedUpTo(backbone, TELEMETRY_STREAM.name, STORAGE_CONSUMER);
    // Never ahead of what is counted as published.
    const floor = Math.min(acknowledged, telemetry.seq);
    const pending = await this.settle(backbone, ledger, floor, withPending ? telemetry.seq : floor, most);
    return { ledger, pending, complete: lettersDone && done && pending !== undefined };
  }

  private async countDeadLetters(backbone: Backbone, ledger: Ledger, most: number): Promise<boolean> {
    const info = await findStream(backbone, DEAD_LETTERS_STREAM.name);
    if (info === undefined) return true;
    const made = String(info.created);
    // Letters are kept: where the ledger has to begin again it goes on adding to what it had.
    if (ledger.deadLetters?.created !== made) ledger.deadLetters = openLedger(made, info.state.first_seq);
    skipUnseen(ledger.deadLetters, info.state.first_seq);
    return countUpTo(backbone, DEAD_LETTERS_STREAM.name, ledger.deadLetters, info.state.last_seq, most);
  }

  /** What was trimmed was stored: of what is counted as published, all but what the stream still holds of it is settled. */
  private async catchUpWithTrimming(
    backbone: Backbone,
    ledger: Ledger,
    telemetry: StreamLedger,
    firstSeq: number,
  ): Promise<void> {
    if (ledger.settled.seq >= firstSeq - 1) return;
    let held = 0;
    const range = { from: firstSeq, to: telemetry.seq, most: Number.POSITIVE_INFINITY };
    await readHeaders(backbone, TELEMETRY_STREAM.name, range, ({ readings }) => {
      held += readings;
    });
    ledger.settled = { seq: firstSeq - 1, readings: telemetry.readings - held };
  }

  /** Adds what is settled up to `floor`. Returns the readings between that and `to`, unless they are too many. */
  private async settle(
    backbone: Backbone,
    ledger: Ledger,
    floor: number,
    to: number,
    most: number,
  ): Promise<number | undefined> {
    let pending = 0;
    let seen = 0;
    let last = ledger.settled.seq;
    const range = { from: last + 1, to, most };
    await readHeaders(backbone, TELEMETRY_STREAM.name, range, ({ seq, readings }) => {
      seen += 1;
      last = seq;
      if (seq <= floor) ledger.settled.readings += readings;
      else pending += readings;
    });
    const whole = seen < most;
    ledger.settled.seq = Math.max(ledger.settled.seq, whole ? floor : Math.min(last, floor));
    return whole ? pending : undefined;
  }

  private async bucket() {
    return openBucket(await this.connection.ready(), LEDGER_BUCKET, this.config);
  }
}

async function countUpTo(
  backbone: Backbone,
  stream: string,
  ledger: StreamLedger,
  to: number,
  most: number,
): Promise<boolean> {
  let seen = 0;
  await readHeaders(backbone, stream, { from: ledger.seq + 1, to, most }, (message) => {
    seen += 1;
    count(ledger, message);
  });
  if (seen >= most) return false;
  // What is missing at the end has been deleted.
  ledger.seq = Math.max(ledger.seq, to);
  return true;
}
