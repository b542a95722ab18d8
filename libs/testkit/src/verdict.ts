import { isDeepStrictEqual } from "node:util";
import { eventually } from "./eventually.js";
import { type InfluxAddress, queryInflux } from "./influx-reader.js";
import type { NumberedReadings, Place } from "./numbered-load.js";
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
  /** Found more than once: stored under two times or units, twice among the dead letters, or in both. */
  duplicated: number[];
  /** Found where they do not belong: other unit or time, dead for another reason, stored though they must be refused. */
  misplaced: number[];
  /** Found with other values than those published. */
  altered: number[];
}

/** How many readings of the load with a number below `limit` InfluxDB has. Asked of InfluxDB itself, past our code. */
export async function storedBelow({ influx }: Stores, load: NumberedReadings, limit: number): Promise<number> {
  const [row] = await queryInflux(
    influx,
    `SELECT count(number) FROM telemetry WHERE device =~ /^${load.name}-/ AND number < ${limit}`,
  );
  return Number(row?.["count"] ?? 0);
}

/**
 * The verdict once every reading is where it belongs.
 * @throws Error saying what is not acknowledged, missing, duplicated, misplaced or altered after a minute and a half
 */
export function settledVerdict(stores: Stores, load: NumberedReadings): Promise<Verdict> {
  return eventually(
    async () => {
      const unacknowledged = load.published - load.acknowledged;
      if (unacknowledged > 0) throw new Error(`${unacknowledged} readings of ${load.name} are not acknowledged`);
      const verdict = await verdictOn(stores, load);
      for (const fault of ["missing", "duplicated", "misplaced", "altered"] as const) {
        const { length, 0: first } = verdict[fault];
        if (length > 0) throw new Error(`${length} readings of ${load.name} are ${fault}, the first is ${first}`);
      }
      return verdict;
    },
    { timeoutMs: 90_000, everyMs: 500 },
  );
}

/** Looks every reading up, in InfluxDB and among the dead letters. */
async function verdictOn({ influx, nats }: Stores, load: NumberedReadings): Promise<Verdict> {
  const stored = new Uint16Array(load.published);
  const dead = new Uint16Array(load.published);
  const misplaced: number[] = [];
  const altered: number[] = [];
  const look = (copies: Uint16Array, values: Record<string, unknown>, isInPlace: (place: Place) => boolean): void => {
    const number = Number(values["number"]);
    copies[number] = (copies[number] ?? 0) + 1;
    if (!isInPlace(load.placeOf(number))) misplaced.push(number);
    if (!isDeepStrictEqual(values, load.valuesOf(number))) altered.push(number);
  };
  const metrics = Object.keys(load.valuesOf(0)).join();
  // Unit by unit, since millions of rows are too much for one answer.
  for (const device of await unitsOf(influx, load)) {
    const rows = await queryInflux(influx, `SELECT ${metrics} FROM telemetry WHERE device = '${device}'`);
    for (const { time, ...values } of rows) {
      look(stored, values, (place) => isDeepStrictEqual(place, { device, timestamp: time }));
    }
  }
  for (const { topic, reason, payload } of await readDeadLetters(nats)) {
    if (!topic.startsWith(`sensors/${load.name}-`)) continue;
    for (const { timestamp, ...values } of elementsOf(payload)) {
      look(dead, values, (place) => place.deadLetter === reason && place.timestamp === timestamp);
    }
  }
  const numbersWhere = (holds: (stored: number, dead: number) => boolean): number[] => {
    const numbers: number[] = [];
    for (let number = 0; number < load.published; number++) {
      if (holds(stored[number] ?? 0, dead[number] ?? 0)) numbers.push(number);
    }
    return numbers;
  };
  return {
    published: load.published,
    acknowledged: load.acknowledged,
    stored: numbersWhere((inInflux) => inInflux > 0).length,
    deadLettered: numbersWhere((_, amongTheDead) => amongTheDead > 0).length,
    missing: numbersWhere((inInflux, amongTheDead) => inInflux + amongTheDead === 0),
    duplicated: numbersWhere((inInflux, amongTheDead) => inInflux + amongTheDead > 1),
    misplaced,
    altered,
  };
}

async function unitsOf(influx: InfluxAddress, { name }: NumberedReadings): Promise<string[]> {
  const query = `SHOW TAG VALUES FROM telemetry WITH KEY = device WHERE device =~ /^${name}-/`;
  return (await queryInflux(influx, query)).map(({ value }) => String(value));
}

function elementsOf(payload: Uint8Array): Record<string, unknown>[] {
  return [JSON.parse(Buffer.from(payload).toString())].flat();
}
