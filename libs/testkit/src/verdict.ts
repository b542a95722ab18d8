import { eventually } from "./eventually.js";
import { type InfluxAddress, queryInflux } from "./influx-reader.js";
import type { NumberedLoad } from "./numbered-load.js";
import type { NatsAddress } from "./stream-reader.js";
import { readDeadLetters } from "./telemetry-reader.js";

/** Where readings are found in the end. */
export interface Stores {
  influx: InfluxAddress;
  nats: NatsAddress;
}

/** What became of every reading of a load. */
export interface Verdict {
  published: number;
  acknowledged: number;
  stored: number;
  deadLettered: number;
  /** Found nowhere. */
  missing: number[];
  /** Found under two times or units, or both stored and among the dead letters. */
  duplicated: number[];
  /** Found where they do not belong: other unit or time, dead for another reason, stored though they must be refused. */
  misplaced: number[];
}

/** How many readings of the load with a number below `limit` InfluxDB has. Asked of InfluxDB itself, past our code. */
export async function storedBelow({ influx }: Stores, load: NumberedLoad, limit: number): Promise<number> {
  const [row] = await queryInflux(
    influx,
    `SELECT count(number) FROM telemetry WHERE device =~ /^${load.name}-/ AND number < ${limit}`,
  );
  return Number(row?.["count"] ?? 0);
}

/**
 * The verdict once every reading is where it belongs.
 * @throws Error saying what is not acknowledged, missing, duplicated or misplaced after a minute and a half
 */
export function settledVerdict(stores: Stores, load: NumberedLoad): Promise<Verdict> {
  return eventually(
    async () => {
      const unacknowledged = load.published - load.acknowledged;
      if (unacknowledged > 0) throw new Error(`${unacknowledged} readings of ${load.name} are not acknowledged`);
      const verdict = await verdictOn(stores, load);
      for (const fault of ["missing", "duplicated", "misplaced"] as const) {
        const { length, 0: first } = verdict[fault];
        if (length > 0) throw new Error(`${length} readings of ${load.name} are ${fault}, the first is ${first}`);
      }
      return verdict;
    },
    { timeoutMs: 90_000, everyMs: 500 },
  );
}

/** Looks every reading up, in InfluxDB and among the dead letters. */
async function verdictOn({ influx, nats }: Stores, load: NumberedLoad): Promise<Verdict> {
  const rows = await queryInflux(
    influx,
    `SELECT number FROM telemetry WHERE device =~ /^${load.name}-/ GROUP BY device`,
  );
  const found = new Map<number, number>();
  const misplaced: number[] = [];
  for (const { device, time, number: text } of rows) {
    const number = Number(text);
    found.set(number, (found.get(number) ?? 0) + 1);
    const place = load.placeOf(number);
    if (place.deadLetter !== undefined || device !== place.device || time !== place.timestamp) misplaced.push(number);
  }
  const dead = new Map<number, number>();
  for (const { topic, reason, payload } of await readDeadLetters(nats)) {
    if (!topic.startsWith(`sensors/${load.name}-`)) continue;
    for (const number of numbersIn(payload)) {
      dead.set(number, (dead.get(number) ?? 0) + 1);
      if (load.placeOf(number).deadLetter !== reason) misplaced.push(number);
    }
  }
  const numbers = Array.from({ length: load.published }, (_, number) => number);
  return {
    published: load.published,
    acknowledged: load.acknowledged,
    stored: found.size,
    deadLettered: dead.size,
    missing: numbers.filter((number) => !found.has(number) && !dead.has(number)),
    duplicated: numbers.filter((number) => (found.get(number) ?? 0) > 1 || (found.has(number) && dead.has(number))),
    misplaced,
  };
}

function numbersIn(payload: Uint8Array): number[] {
  const value = JSON.parse(Buffer.from(payload).toString()) as { number: number } | { number: number }[];
  return [value].flat().map(({ number }) => number);
}
