import {
  type Backbone,
  BackboneConnection,
  BackbonePublisher,
  DeadLetterStream,
  LedgerReader,
} from "@gridwatch/backbone";
import {
  DEAD_LETTER_HEADERS,
  type DeadLetter,
  type DeadLetterCounts,
  type DeadLetterItem,
  type DeadLetterList,
  encodeReplayOrder,
  REPLAY_SUBJECT,
  REPLAYS_STREAM,
  type ReplayList,
  type ReplayRecord,
  type ReplayResult,
  replayOrderId,
  toReplayable,
} from "@gridwatch/contracts";
import { within } from "@gridwatch/service-kit";
import { Inject, Injectable } from "@nestjs/common";
import { AnalyticsConfig } from "./config.js";
import type { DeadLettersRequest, ReplayOrderRequest } from "./dead-letters.request.js";
import { BackboneUnavailable } from "./refusals.js";
import { ReplayHistory } from "./replay-history.js";

const ANSWER_WITHIN_MS = 20_000;

/** So long one page is looked for; what it has not found by then is left to the next. */
const SCAN_FOR_MS = 5_000;

/** Numbers looked through at once from the newest on, growing while they bring too little. */
const FIRST_WINDOW = 1_000;
const LARGEST_WINDOW = 64_000;

/** Payloads in one page, together: a page of long letters is shorter. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

const ORDERS_AT_ONCE = 100;

const MAX_REPLAYS_TOLD = 20;

/** Reads the dead letters, and orders ingest to take some in again. */
@Injectable()
export class DeadLetters {
  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(BackbonePublisher) private readonly publisher: BackbonePublisher,
    @Inject(ReplayHistory) private readonly history: ReplayHistory,
    @Inject(LedgerReader) private readonly ledger: LedgerReader,
    @Inject(AnalyticsConfig) private readonly config: AnalyticsConfig,
  ) {}

  /** @throws BackboneUnavailable */
  list(request: DeadLettersRequest): Promise<DeadLetterList> {
    return this.ask(async (backbone) => {
      const stream = await DeadLetterStream.open(backbone);
      if (stream === undefined) return { letters: [] };
      const { found, next } = await findNewest(stream, request);
      const letters: DeadLetterItem[] = [];
      let bytes = 0;
      for (const seq of found) {
        const letter = await stream.letter(seq);
        // It may have been replayed in the meantime.
        if (letter === undefined) continue;
        bytes += letter.payload.length;
        if (letters.length > 0 && bytes > MAX_PAGE_BYTES) return { letters, next: seq + 1 };
        letters.push(toItem(seq, letter));
      }
      return { letters, ...(next === undefined ? {} : { next }) };
    });
  }

  /** @throws BackboneUnavailable */
  counts(): Promise<DeadLetterCounts> {
    return this.ask(async (backbone) => {
      const now = (await DeadLetterStream.open(backbone))?.lettersBySubject ?? {};
      const ledger = (await this.ledger.read())?.ledger;
      const ever = ledger?.deadLetters?.bySubject ?? {};
      const subjects = [...new Set([...Object.keys(now), ...Object.keys(ever)])].sort();
      return {
        counts: subjects.map((subject) => {
          const [, origin = "", reason = ""] = subject.split(".");
          const readingsEver = ever[subject];
          return {
            origin,
            reason,
            letters: now[subject] ?? 0,
            ...(readingsEver === undefined ? {} : { readingsEver }),
          };
        }),
        ...(ledger === undefined ? {} : { since: ledger.since }),
        replayAllowed: this.config.allowReplay && !this.config.nats.isCentral,
      };
    });
  }

  /** The last replays, newest first. @throws BackboneUnavailable */
  replays(): Promise<ReplayList> {
    return this.ask(async () => ({ replays: await this.history.newest(MAX_REPLAYS_TOLD) }));
  }

  /** @throws BackboneUnavailable; what has been ordered by then is carried out */
  replay(request: ReplayOrderRequest): Promise<ReplayResult> {
    return this.ask(async (backbone, late) => {
      const result: ReplayResult = { matched: 0, replayed: 0, skipped: [], more: false };
      const stream = await DeadLetterStream.open(backbone);
      if (stream === undefined) return result;
      const { found, more } = await findOldest(stream, request);
      result.more = more;
      const orders: number[] = [];
      for (const seq of found) {
        const why = await whyNot(stream, seq, request);
        if (why === "gone") continue;
        result.matched += 1;
        if (why === undefined) orders.push(seq);
        else result.skipped.push({ seq, why });
      }
      if (!request.dryRun) await this.history.add(recordOf(request, orders.length, more));
      for (let i = 0; i < orders.length && !request.dryRun; i += ORDERS_AT_ONCE) {
        // Who was told that there is no answer orders no more.
        late.throwIfAborted();
        await Promise.all(orders.slice(i, i + ORDERS_AT_ONCE).map((seq) => this.order(stream.created, seq)));
      }
      result.replayed = orders.length;
      return result;
    });
  }

  private order(created: string, seq: number): Promise<void> {
    const order = { created, seq };
    return this.publisher.publish(
      REPLAYS_STREAM,
      REPLAY_SUBJECT,
      encodeReplayOrder(order),
      undefined,
      replayOrderId(order),
    );
  }

  /** `late` is aborted once the answer would come too late. */
  private async ask<T>(question: (backbone: Backbone, late: AbortSignal) => Promise<T>): Promise<T> {
    if (!this.connection.connected) throw new BackboneUnavailable();
    const late = new AbortController();
    try {
      const answer = this.connection.ready().then((backbone) => question(backbone, late.signal));
      return await within(ANSWER_WITHIN_MS, answer);
    } catch (error) {
      late.abort();
      throw new BackboneUnavailable({ cause: error });
    }
  }
}

function recordOf(
  { origin, reason, sequences, since, by, why }: ReplayOrderRequest,
  replayed: number,
  more: boolean,
): ReplayRecord {
  return {
    at: new Date().toISOString(),
    replayed,
    ...(origin && { origin }),
    ...(reason && { reason }),
    ...(sequences && { sequences }),
    ...(since !== undefined && { since: new Date(since).toISOString() }),
    ...(more && { more }),
    ...(by && { by }),
    ...(why && { why }),
  };
}

function subjectOf({ origin = "*", reason = "*" }: { origin?: string; reason?: string }): string {
  return `dead-letters.${origin}.${reason}`;
}

/** From the newest on, in windows that are read forwards: the server knows no other way. */
async function findNewest(
  stream: DeadLetterStream,
  request: DeadLettersRequest,
): Promise<{ found: number[]; next?: number }> {
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, limit } = request;
  const deadline = performance.now() + SCAN_FOR_MS;
  const found: number[] = [];
  let before = Math.min(request.before ?? Number.POSITIVE_INFINITY, stream.lastSeq + 1);
  let width = FIRST_WINDOW;
  while (before > stream.firstSeq && performance.now() < deadline) {
    const from = Math.max(stream.firstSeq, before - width);
    const window: number[] = [];
    await stream.scan({ subject: subjectOf(request), from, to: before - 1 }, ({ seq, headers }) => {
      const at = Date.parse(headers?.get(DEAD_LETTER_HEADERS.at) ?? "");
      if (at >= since && at < until) window.push(seq);
      return true;
    });
    for (const seq of window.reverse()) {
      if (found.length === limit) return { found, next: found.at(-1) ?? seq };
      found.push(seq);
    }
    before = from;
    width = Math.min(width * 4, LARGEST_WINDOW);
  }
  return before > stream.firstSeq ? { found, next: before } : { found };
}

async function findOldest(
  stream: DeadLetterStream,
  request: ReplayOrderRequest,
): Promise<{ found: number[]; more: boolean }> {
  const { sequences, since = Number.NEGATIVE_INFINITY, limit } = request;
  if (sequences !== undefined) return { found: sequences.slice(0, limit), more: sequences.length > limit };
  const found: number[] = [];
  let more = false;
  const range = { subject: subjectOf(request), from: stream.firstSeq, to: stream.lastSeq };
  await stream.scan(range, ({ seq, headers }) => {
    if (!(Date.parse(headers?.get(DEAD_LETTER_HEADERS.at) ?? "") >= since)) return true;
    more = found.length === limit;
    if (!more) found.push(seq);
    return !more;
  });
  return { found, more };
}

/** @returns why the letter cannot be replayed, `gone` for one that is not there, `undefined` when it can */
async function whyNot(stream: DeadLetterStream, seq: number, request: ReplayOrderRequest): Promise<string | undefined> {
  try {
    const letter = await stream.letter(seq);
    if (letter === undefined) return request.sequences === undefined ? "gone" : "there is no such letter";
    if ((request.origin ?? letter.origin) !== letter.origin) return `it is of ${letter.origin}`;
    if ((request.reason ?? letter.reason) !== letter.reason) return `its reason is ${letter.reason}`;
    if (letter.at < (request.since ?? letter.at)) return "it was refused before that time";
    toReplayable(letter);
    return undefined;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

function toItem(seq: number, letter: DeadLetter): DeadLetterItem {
  const { payload, at, truncatedFrom, origin, reason, detail, topic, readings } = letter;
  return {
    ...{ seq, at: new Date(at).toISOString(), origin, reason, detail, topic, readings },
    ...asText(payload),
    ...(truncatedFrom === undefined ? {} : { truncatedFrom }),
    ...replayability(letter),
  };
}

function asText(payload: Uint8Array): Pick<DeadLetterItem, "payload" | "encoding"> {
  try {
    return { payload: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload), encoding: "utf-8" };
  } catch {
    return { payload: Buffer.from(payload).toString("base64"), encoding: "base64" };
  }
}

function replayability(letter: DeadLetter): Pick<DeadLetterItem, "replayable" | "notReplayable"> {
  try {
    toReplayable(letter);
    return { replayable: true };
  } catch (error) {
    return { replayable: false, notReplayable: (error as Error).message };
  }
}
