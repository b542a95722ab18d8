import { DEAD_LETTERS_STREAM, LEDGER_BUCKET, STORAGE_CONSUMER, TELEMETRY_STREAM } from "@gridwatch/contracts";
import type { KV } from "@nats-io/kv";
import { Inject, Injectable } from "@nestjs/common";
import { type Backbone, BackboneConnection } from "../backbone.connection.js";
import { openBucket } from "../buckets.js";
import { NatsConfig } from "../nats.config.js";
import { acknowledgedUpTo, findSettledStream, findStream, readHeaders } from "./header-reader.js";
import {
  count,
  openLedger,
  reopenLedger,
  restoreLedger,
  type SavedStreamLedger,
  type StreamLedger,
  skipUnseen,
  takeBack,
} from "./ledger.js";

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

interface SavedLedger extends Omit<Ledger, "telemetry" | "deadLetters"> {
  telemetry?: SavedStreamLedger;
  deadLetters?: SavedStreamLedger;
}

function restored({ telemetry, deadLetters, ...rest }: SavedLedger): Ledger {
  return {
    ...rest,
    ...(telemetry && { telemetry: restoreLedger(telemetry) }),
    ...(deadLetters && { deadLetters: restoreLedger(deadLetters) }),
  };
}

/** The ledger as it stands now, and what storage has still before it. */
export interface LedgerNow {
  ledger: Ledger;
  /** Readings in the stream above what storage has acknowledged; `undefined` when they are too many to be looked at. */
  pending: number | undefined;
  /** Whether everything that the streams hold is in it. */
  complete: boolean;
}

/** A ledger in which nothing has been counted yet. */
export function newLedger(): Ledger {
  return { since: new Date().toISOString(), settled: { seq: 0, readings: 0 } };
}

/** Reads the ledger, and brings what it read up to the moment. */
@Injectable()
export class LedgerReader {
  private opened: Promise<KV> | undefined;

  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly config: NatsConfig,
  ) {}

  /** `undefined` before the ledger has begun. */
  async read(): Promise<{ ledger: Ledger; revision: number } | undefined> {
    const entry = await this.inBucket((bucket) => bucket.get(LEDGER_KEY));
    if (entry?.operation !== "PUT") return undefined;
    return { ledger: restored(entry.json<SavedLedger>()), revision: entry.revision };
  }

  /** @throws when somebody else has written since `revision` (0 for none yet): two that overlap cannot both count */
  async write(ledger: Ledger, revision: number): Promise<number> {
    const text = JSON.stringify(ledger);
    return this.inBucket((bucket) =>
      revision === 0 ? bucket.create(LEDGER_KEY, text) : bucket.update(LEDGER_KEY, text, revision),
    );
  }

  /** Counts what has come since `ledger` was written, which is changed, at most `most` messages of each kind. */
  async bringUpToDate(ledger: Ledger, most: number, withPending: boolean): Promise<LedgerNow> {
    const backbone = await this.connection.ready();
    const lettersDone = await this.countDeadLetters(backbone, ledger, most);
    const info = await findSettledStream(backbone, TELEMETRY_STREAM.name, ledger.telemetry?.seq ?? 0);
    if (info === undefined) return { ledger, pending: 0, complete: lettersDone };
    const { first_seq: firstSeq, last_seq: lastSeq } = info.state;
    const made = String(info.created);
    const isNew = ledger.telemetry?.created !== made;
    const telemetry = followStream(ledger.telemetry, made, firstSeq, lastSeq);
    ledger.telemetry = telemetry;
    // What was published and not yet settled when the stream went stays a difference between the two sums.
    if (isNew) ledger.settled.seq = firstSeq - 1;
    ledger.settled.seq = Math.min(ledger.settled.seq, telemetry.seq);
    const done = await countUpTo(backbone, TELEMETRY_STREAM.name, telemetry, lastSeq, most);
    await this.catchUpWithTrimming(backbone, ledger, telemetry, firstSeq);
    const acknowledged = await acknowledgedUpTo(backbone, TELEMETRY_STREAM.name, STORAGE_CONSUMER);
    // Never ahead of what is counted as published.
    const floor = Math.min(acknowledged, telemetry.seq);
    const pending = await this.settle(backbone, ledger, floor, withPending ? telemetry.seq : floor, most);
    return { ledger, pending, complete: lettersDone && done && pending !== undefined };
  }

  private async countDeadLetters(backbone: Backbone, ledger: Ledger, most: number): Promise<boolean> {
    const info = await findSettledStream(backbone, DEAD_LETTERS_STREAM.name, ledger.deadLetters?.seq ?? 0);
    if (info === undefined) return true;
    const { first_seq: firstSeq, last_seq: lastSeq } = info.state;
    ledger.deadLetters = followStream(ledger.deadLetters, String(info.created), firstSeq, lastSeq);
    return countUpTo(backbone, DEAD_LETTERS_STREAM.name, ledger.deadLetters, lastSeq, most);
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

  /**
   * Adds what is settled up to `floor`. Returns the readings between that and `to`; nothing when they are too many, or when messages
   * went while this was reading: then the ledger is as it was, and `catchUpWithTrimming` has to come first.
   */
  private async settle(
    backbone: Backbone,
    ledger: Ledger,
    floor: number,
    to: number,
    most: number,
  ): Promise<number | undefined> {
    const before = { ...ledger.settled };
    let pending = 0;
    let seen = 0;
    let last = before.seq;
    let missing = 0;
    const range = { from: last + 1, to, most };
    await readHeaders(backbone, TELEMETRY_STREAM.name, range, ({ seq, readings }) => {
      seen += 1;
      missing += seq - last - 1;
      last = seq;
      if (seq <= floor) ledger.settled.readings += readings;
      else pending += readings;
    });
    const whole = seen < most;
    if (missing > 0 || (whole && last < to)) {
      const now = await findStream(backbone, TELEMETRY_STREAM.name);
      // Trimmed from below; what somebody took out of the middle is nothing to come back for.
      if (now !== undefined && now.state.first_seq > before.seq + 1) {
        ledger.settled = before;
        return undefined;
      }
    }
    ledger.settled.seq = Math.max(ledger.settled.seq, whole ? floor : Math.min(last, floor));
    return whole ? pending : undefined;
  }

  /** The bucket is opened once, and anew after a failure: it may have been deleted under us. */
  private async inBucket<T>(work: (bucket: KV) => Promise<T>): Promise<T> {
    try {
      const backbone = await this.connection.ready();
      this.opened ??= openBucket(backbone, LEDGER_BUCKET, this.config);
      return await work(await this.opened);
    } catch (error) {
      this.opened = undefined;
      throw error;
    }
  }
}

/** The ledger of a stream as it is now: one made anew, one whose server came back with less, one that was trimmed. */
function followStream(
  known: StreamLedger | undefined,
  created: string,
  firstSeq: number,
  lastSeq: number,
): StreamLedger {
  if (known === undefined) return openLedger(created, firstSeq);
  if (known.created !== created) reopenLedger(known, created, firstSeq);
  takeBack(known, lastSeq);
  skipUnseen(known, firstSeq);
  return known;
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
