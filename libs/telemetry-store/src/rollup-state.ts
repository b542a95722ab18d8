import type { InfluxConnection } from "./influx-connection.js";
import { select } from "./influxql.js";
import { DAY_TIER, floorTo } from "./rollup-tiers.js";
import type { TimeRange } from "./telemetry-statements.js";
import { TelemetryWriter } from "./telemetry-writer.js";

/**
 * How far readings are rolled up. It stands in the database whose rollups it describes, so that it is lost, restored and read
 * together with them.
 */
export interface RollupState {
  /** Every window touched by the messages of TELEMETRY up to this one is rolled up. */
  streamSeq: number;
  /** When that stream was made, epoch milliseconds: one made anew counts from 1 again. */
  streamCreated: number;
  /** Windows from here … */
  rolledFrom: number;
  /** … to here are rolled up, save for what came late. Whole minutes. */
  rolledUntil: number;
  /** Everything in raw before this has still to be rolled up, or again; 0 when nothing has. Whole days. */
  redoUntil: number;
  /** What readings touched that came late: until it is rolled up, and `LATE_TOLD_MS` longer. Whole minutes, ascending, few. */
  late: readonly TimeRange[];
}

/** An answer from before something came late may be kept for less than this, so that none outlives the word of it. */
export const LATE_TOLD_MS = 75_000;

const MEASUREMENT = "rollup_state";

const FIELDS = {
  streamSeq: "stream_seq",
  streamCreated: "stream_created",
  rolledFrom: "rolled_from",
  rolledUntil: "rolled_until",
  redoUntil: "redo_until",
} as const satisfies Record<Exclude<keyof RollupState, "late">, string>;

const KEYS = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** Text: its ranges as `from-to`, with a space between. */
const LATE_FIELD = "late";

/**
 * `undefined` when nothing was ever rolled up.
 *
 * @throws StoreError
 */
export async function readRollupState(connection: InfluxConnection): Promise<RollupState | undefined> {
  const newest = [...Object.values(FIELDS), LATE_FIELD].map((field) => `LAST("${field}")`);
  const q = `SELECT ${newest} FROM "${MEASUREMENT}"`;
  const [table] = await select(connection, { q, db: connection.config.database, rp: DAY_TIER.policy });
  const row = table?.values[0];
  if (row === undefined) return undefined;
  const figures = Object.fromEntries(KEYS.map((key, index) => [key, Number(row[index + 1])])) as Record<
    keyof typeof FIELDS,
    number
  >;
  return { ...figures, late: parseRanges(row.at(-1)) };
}

/**
 * One point a day, written over: the newest is the state.
 *
 * @throws StoreError
 */
export async function writeRollupState(connection: InfluxConnection, state: RollupState): Promise<void> {
  const fields = KEYS.map((key) => `${FIELDS[key]}=${state[key]}i`);
  const late = state.late.map(({ from, to }) => `${from}-${to}`).join(" ");
  const line = `${MEASUREMENT} ${fields},${LATE_FIELD}="${late}" ${floorTo(DAY_TIER.windowMs, Date.now())}`;
  await new TelemetryWriter(connection, DAY_TIER.policy).writeLines(line);
}

/** Whether raw readings may go, since rollups hold what they say. */
export async function isRawRolledUp(connection: InfluxConnection): Promise<boolean> {
  const state = await readRollupState(connection);
  return state?.redoUntil === 0;
}

/** Whether a range is over and rolled up, and nothing has come late for it: whoever asks again is told the same. */
export function isSettled({ from, to }: TimeRange, { rolledUntil, redoUntil, late }: RollupState): boolean {
  return to <= rolledUntil && from >= redoUntil && !late.some((touched) => touched.from < to && touched.to > from);
}

/** None where the state was written by a release that did not tell. */
function parseRanges(text: unknown): TimeRange[] {
  if (typeof text !== "string") return [];
  return text.split(" ").flatMap((range) => {
    const [from, to] = range.split("-").map(Number);
    return from === undefined || to === undefined ? [] : { from, to };
  });
}
