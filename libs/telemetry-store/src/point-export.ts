import type { InfluxConnection } from "./influx-connection.js";
import { type Cell, type Series, select } from "./influxql.js";
import { QueryRejected, StoreError } from "./store-errors.js";
import { within } from "./telemetry-statements.js";

/** What one answer should hold: some 5 MB of readings. Windows of time are made as wide as holds about as many. */
const POINTS_PER_ANSWER = 20_000;

const FIRST_WINDOW_MS = 1_000;
const WIDEST_WINDOW_MS = 366 * 86_400_000;

/** InfluxQL's own limit of time lies a little later. */
const LATEST_MS = Date.UTC(2262, 0, 1);

type FieldTypes = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Every point of a retention policy as line protocol, times in ms, in parts of bounded size: measurement after measurement, each by time.
 * Points that are written meanwhile may be among them.
 *
 * @throws StoreError
 */
export async function* exportPoints(connection: InfluxConnection, policy: string): AsyncGenerator<string[]> {
  const ask = (q: string) => select(connection, { q, db: connection.config.database, rp: policy });
  const [measurements] = await ask("SHOW MEASUREMENTS");
  for (const [measurement] of measurements?.values ?? []) yield* exportMeasurement(String(measurement), ask);
}

/** Whether there is any point in a retention policy. @throws StoreError */
export async function hasPoints(connection: InfluxConnection, policy: string): Promise<boolean> {
  const request = { q: "SELECT * FROM /.*/ LIMIT 1", db: connection.config.database, rp: policy };
  return (await select(connection, request)).length > 0;
}

async function* exportMeasurement(measurement: string, ask: (q: string) => Promise<Series[]>) {
  const from = `FROM ${identifier(measurement)}`;
  const types = fieldTypes(await ask(`SHOW FIELD KEYS ${from}`));
  let width = FIRST_WINDOW_MS;
  let at = await firstTime("");
  while (at !== undefined && at < LATEST_MS) {
    const range = { from: at, to: Math.min(at + width, LATEST_MS) };
    let tables: Series[];
    try {
      tables = await ask(`SELECT * ${from} WHERE ${within(range)} GROUP BY *`);
    } catch (error) {
      if (width === 1 || !isTooMuch(error)) throw error;
      width = Math.ceil(width / 4);
      continue;
    }
    const points = tables.reduce((sum, { values }) => sum + values.length, 0);
    if (points > 0) yield tables.flatMap((table) => toLines(measurement, types, table));
    at = points > 0 ? range.to : await firstTime(` WHERE time >= ${range.to}ms`);
    width = Math.ceil(Math.min(WIDEST_WINDOW_MS, width * Math.min(4, Math.max(0.25, POINTS_PER_ANSWER / points))));
  }

  async function firstTime(where: string): Promise<number | undefined> {
    const [table] = await ask(`SELECT * ${from}${where} LIMIT 1`);
    return table === undefined ? undefined : Number(table.values[0]?.[0]);
  }
}

/** Less may be answered: the answer was too long, or took too long. */
function isTooMuch(error: unknown): boolean {
  return error instanceof QueryRejected || (error instanceof StoreError && /timeout|abort/i.test(error.message));
}

function fieldTypes([table]: Series[]): FieldTypes {
  const types = new Map<string, Set<string>>();
  for (const [field, type] of table?.values ?? []) {
    types.set(String(field), (types.get(String(field)) ?? new Set()).add(String(type)));
  }
  return types;
}

function toLines(measurement: string, types: FieldTypes, { tags = {}, columns, values }: Series): string[] {
  const ownTags = Object.entries(tags).filter(([, value]) => value !== "");
  const start = [escaped(measurement, /[, \\]/g), ...ownTags.map((tag) => tag.map(escapedKey).join("="))].join(",");
  // A field that is a float in one shard and an integer in another is answered as a float.
  const fields = columns.slice(1).map((name) => {
    const known = types.get(name);
    return { prefix: `${escapedKey(name)}=`, suffix: known?.has("integer") && !known.has("float") ? "i" : "" };
  });
  return values.map((row) => {
    const cells: string[] = [];
    fields.forEach(({ prefix, suffix }, index) => {
      const cell = row[index + 1];
      if (cell !== null && cell !== undefined) cells.push(prefix + fieldValue(cell, suffix));
    });
    return `${start} ${cells.join(",")} ${row[0]}`;
  });
}

function fieldValue(cell: NonNullable<Cell>, suffix: string): string {
  if (typeof cell === "string") return `"${escaped(cell, /["\\]/g)}"`;
  if (typeof cell === "boolean") return String(cell);
  // A negative zero would print as "0".
  return `${Object.is(cell, -0) ? "-0" : cell}${suffix}`;
}

function escapedKey(text: string): string {
  return escaped(text, /[,= ]/g);
}

function escaped(text: string, special: RegExp): string {
  return text.replace(special, "\\$&");
}

function identifier(name: string): string {
  return `"${escaped(name, /["\\]/g)}"`;
}
