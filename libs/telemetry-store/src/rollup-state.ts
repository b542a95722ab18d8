import type { InfluxConnection } from "./influx-connection.js";
import { select } from "./influxql.js";
import { DAY_TIER, floorTo } from "./rollup-tiers.js";
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
  /** … to here are rolled up, save for readings that came late within the last seconds. Whole minutes. */
  rolledUntil: number;
  /** Everything in raw before this has still to be rolled up, or again; 0 when nothing has. Whole days. */
  redoUntil: number;
}

const MEASUREMENT = "rollup_state";

const FIELDS = {
  streamSeq: "stream_seq",
  streamCreated: "stream_created",
  rolledFrom: "rolled_from",
  rolledUntil: "rolled_until",
  redoUntil: "redo_until",
} as const satisfies Record<keyof RollupState, string>;

const KEYS = Object.keys(FIELDS) as (keyof RollupState)[];

/**
 * `undefined` when nothing was ever rolled up.
 *
 * @throws StoreError
 */
export async function readRollupState(connection: InfluxConnection): Promise<RollupState | undefined> {
  const newest = KEYS.map((key) => `LAST("${FIELDS[key]}")`);
  const q = `SELECT ${newest} FROM "${MEASUREMENT}"`;
  const [table] = await select(connection, { q, db: connection.config.database, rp: DAY_TIER.policy });
  const row = table?.values[0];
  if (row === undefined) return undefined;
  return Object.fromEntries(KEYS.map((key, index) => [key, Number(row[index + 1])])) as Record<
    keyof RollupState,
    number
  >;
}

/**
 * One point a day, written over: the newest is the state.
 *
 * @throws StoreError
 */
export async function writeRollupState(connection: InfluxConnection, state: RollupState): Promise<void> {
  const fields = KEYS.map((key) => `${FIELDS[key]}=${state[key]}i`);
  const line = `${MEASUREMENT} ${fields} ${floorTo(DAY_TIER.windowMs, Date.now())}`;
  await new TelemetryWriter(connection, DAY_TIER.policy).writeLines(line);
}

/** Whether raw readings may go, since rollups hold what they say. */
export async function isRawRolledUp(connection: InfluxConnection): Promise<boolean> {
  const state = await readRollupState(connection);
  return state?.redoUntil === 0;
}
