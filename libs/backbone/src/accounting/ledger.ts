import { ACCOUNT_HEADERS } from "@gridwatch/contracts";
import { NumbersAhead, type SavedNumbers } from "./numbers-ahead.js";

/** What the headers of one message say. A message of an older version, or of a stranger, has no life. */
export interface CountedMessage {
  seq: number;
  subject: string;
  readings: number;
  publisher?: { life: string; number: number; confirmed: number; confirmedReadings: number };
  /** From a region's stream: its publisher's life may have begun long before the region was gathered. */
  isGathered?: boolean;
}

/** What a stream has held of one life. */
export interface LifeLedger {
  readings: number;
  /** Acknowledged to it and not in the stream. */
  lost: number;
  lastSeq: number;
  /** Up to this number everything is accounted for, this many readings. */
  floor: number;
  floorReadings: number;
  /** Numbers seen above the floor. */
  ahead: NumbersAhead;
  /** It was met in the middle: nothing up to this number can be called lost, and `readings` is only a part. */
  metAt?: number;
}

/** What a stream has held since the ledger began. */
export interface StreamLedger {
  /** When the stream was made: one that was made anew counts from 1 again. */
  created: string;
  /** Counted up to this sequence number. */
  seq: number;
  readings: number;
  bySubject: Record<string, number>;
  /** Readings that stand in the stream twice, since their publisher sent them again after the server had forgotten. */
  duplicated: number;
  /** Readings acknowledged to a publisher and not in the stream, those of forgotten lives included. */
  lost: number;
  /** Messages that had gone before they could be counted. */
  unseenMessages: number;
  /** Messages that were counted, and that the stream did not have any more when its server came back. */
  takenBackMessages: number;
  /** A life met up to here for the first time may have begun unseen. */
  blindUpTo: number;
  lives: Record<string, LifeLedger>;
}

/** At most this many lives are remembered, those heard of last; of the others their sums. */
const MAX_LIVES = 100;

/** A publisher has at most this many messages under way, so that one met in the middle is known after as many numbers. */
const MAX_UNDER_WAY = 65_535;

/** Lives that began unseen have been heard of within this many messages. */
const BLIND_MESSAGES = 100_000;

/** A stream's ledger as it is written down: JSON. */
export interface SavedStreamLedger extends Omit<StreamLedger, "lives"> {
  lives: Record<string, Omit<LifeLedger, "ahead"> & { ahead: SavedNumbers[] }>;
}

export function restoreLedger(saved: SavedStreamLedger): StreamLedger {
  const lives = Object.entries(saved.lives).map(([name, life]) => [
    name,
    { ...life, ahead: NumbersAhead.from(life.ahead) },
  ]);
  return { ...saved, lives: Object.fromEntries(lives) };
}

/** @param firstSeq the first message that the stream still holds */
export function openLedger(created: string, firstSeq: number): StreamLedger {
  const empty = {
    readings: 0,
    bySubject: {},
    duplicated: 0,
    lost: 0,
    unseenMessages: 0,
    takenBackMessages: 0,
    lives: {},
  };
  const ledger = { created, seq: 0, blindUpTo: 0, ...empty };
  skipUnseen(ledger, firstSeq);
  return ledger;
}

/** Goes on adding to the same sums when the stream was made anew, and counts its messages from 1 again. */
export function reopenLedger(ledger: StreamLedger, created: string, firstSeq: number): void {
  Object.assign(ledger, { created, seq: 0, blindUpTo: 0, lives: {} });
  skipUnseen(ledger, firstSeq);
}

/** A server that lost what its disk had not yet taken gives numbers out again: they are counted again, as other messages. */
export function takeBack(ledger: StreamLedger, lastSeq: number): void {
  if (lastSeq >= ledger.seq) return;
  // A ledger of an older version does not count these.
  ledger.takenBackMessages = (ledger.takenBackMessages ?? 0) + ledger.seq - lastSeq;
  ledger.seq = lastSeq;
}

/** Goes on at `firstSeq`, if what stands before it has gone uncounted. */
export function skipUnseen(ledger: StreamLedger, firstSeq: number): void {
  const unseen = firstSeq - 1 - ledger.seq;
  if (unseen <= 0) return;
  ledger.unseenMessages += unseen;
  ledger.seq = firstSeq - 1;
  ledger.lives = {};
  ledger.blindUpTo = ledger.seq + BLIND_MESSAGES;
}

export function count(ledger: StreamLedger, message: CountedMessage): void {
  if (message.seq <= ledger.seq) return;
  ledger.seq = message.seq;
  ledger.readings += message.readings;
  ledger.bySubject[message.subject] = (ledger.bySubject[message.subject] ?? 0) + message.readings;
  if (message.publisher === undefined) return;
  const { life, number, confirmed, confirmedReadings } = message.publisher;
  const known = ledger.lives[life] ?? meet(ledger, message, message.publisher);
  known.lastSeq = message.seq;
  if (number <= known.floor || known.ahead.has(number)) {
    ledger.duplicated += message.readings;
    return;
  }
  known.readings += message.readings;
  known.ahead.add(number, message.readings);
  if (confirmed > known.floor) advance(ledger, known, confirmed, confirmedReadings);
}

function meet(
  ledger: StreamLedger,
  { seq, isGathered = false }: CountedMessage,
  { life, number, confirmed, confirmedReadings }: NonNullable<CountedMessage["publisher"]>,
): LifeLedger {
  const met: LifeLedger = { readings: 0, lost: 0, lastSeq: seq, floor: 0, floorReadings: 0, ahead: new NumbersAhead() };
  if ((confirmed > 0 || number > 1) && (isGathered || seq <= ledger.blindUpTo)) {
    met.floor = confirmed;
    met.floorReadings = confirmedReadings;
    met.metAt = number + MAX_UNDER_WAY;
  }
  ledger.lives[life] = met;
  forgetOldest(ledger);
  return met;
}

/** Everything up to `confirmed` stands before this message, or is lost. */
function advance(ledger: StreamLedger, life: LifeLedger, confirmed: number, confirmedReadings: number): void {
  const missing = confirmedReadings - life.floorReadings - life.ahead.takeUpTo(life.floor, confirmed);
  if (missing > 0 && life.floor >= (life.metAt ?? 0)) {
    life.lost += missing;
    ledger.lost += missing;
  }
  life.floor = confirmed;
  life.floorReadings = confirmedReadings;
}

function forgetOldest(ledger: StreamLedger): void {
  const lives = Object.entries(ledger.lives);
  if (lives.length <= MAX_LIVES) return;
  const [oldest] = lives.reduce((a, b) => (a[1].lastSeq <= b[1].lastSeq ? a : b));
  delete ledger.lives[oldest];
}

/** Put by the server to what it takes over from another stream. */
const GATHERED_FROM = "Nats-Stream-Source";

/** @param header `""` for one that the message does not have */
export function countedMessage(seq: number, subject: string, header: (name: string) => string): CountedMessage {
  const readings = wholeNumber(header(ACCOUNT_HEADERS.readings)) ?? 0;
  const life = header(ACCOUNT_HEADERS.life);
  const number = wholeNumber(header(ACCOUNT_HEADERS.number));
  const [confirmed, confirmedReadings] = header(ACCOUNT_HEADERS.confirmed).split("/").map(wholeNumber);
  const isGathered = header(GATHERED_FROM) !== "";
  const message = { seq, subject, readings, ...(isGathered && { isGathered }) };
  if (life === "" || number === undefined || confirmed === undefined || confirmedReadings === undefined) return message;
  return { ...message, publisher: { life, number, confirmed, confirmedReadings } };
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
