import type { InfluxConnection } from "./influx-connection.js";
import {
  DatabaseUnavailable,
  QueryRejected,
  requestError,
  StoreError,
  statementError,
  UnspeakableAnswer,
} from "./store-errors.js";

export type Cell = string | number | boolean | null;

/** One table of an answer. */
export interface Series {
  /** The tags of `GROUP BY`. */
  tags?: Record<string, string>;
  columns: string[];
  values: Cell[][];
}

export interface InfluxQlRequest {
  /** One statement. */
  q: string;
  db?: string;
  rp?: string;
  /** Bind parameters: `$name` in the statement. */
  params?: Record<string, string | number>;
}

/** The last defence of memory; callers keep their answers far below. */
const MAX_ANSWER_BYTES = 128 * 1_024 * 1_024;

interface QueryAnswer {
  results?: { error?: string; series?: Series[] }[];
  error?: string;
}

/**
 * Asks one reading statement. Times come back in epoch milliseconds.
 *
 * @throws DatabaseUnavailable, AccessRefused, QueryRejected, UnspeakableAnswer
 */
export function select(connection: InfluxConnection, request: InfluxQlRequest): Promise<Series[]> {
  return run(connection, `/query?${encode(request)}`, "", "GET");
}

/**
 * Runs one statement that changes something; 1.x takes such statements by POST only.
 *
 * @throws DatabaseUnavailable, AccessRefused, QueryRejected
 */
export function execute(connection: InfluxConnection, request: InfluxQlRequest): Promise<Series[]> {
  return run(connection, "/query", encode(request), "POST");
}

async function run(connection: InfluxConnection, path: string, body: string, method: string): Promise<Series[]> {
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  try {
    // Not `request`, which has no bound and copies everything received so far with each chunk.
    const answer = await connection.send(method, headers, (options) =>
      bounded(connection.transport.iterate(path, body, options)),
    );
    return series(parse(answer.toString("utf8")));
  } catch (error) {
    throw error instanceof StoreError ? error : requestError(error);
  }
}

async function bounded(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new QueryRejected(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** 1.x answers a number that JSON cannot say, such as a sum that overflows, by a line of plain text. */
function parse(text: string): QueryAnswer {
  try {
    return JSON.parse(text) as QueryAnswer;
  } catch (cause) {
    const beginning = text.slice(0, 200);
    if (/unsupported value/.test(beginning)) throw new UnspeakableAnswer(beginning, { cause });
    throw new DatabaseUnavailable(`the answer is no JSON: ${beginning}`, { cause });
  }
}

/** An answer of status 200 may still hold an error. */
function series(answer: QueryAnswer): Series[] {
  const result = answer.results?.[0];
  const error = answer.error ?? result?.error;
  if (error !== undefined) throw statementError(error);
  return result?.series ?? [];
}

function encode({ q, db, rp, params }: InfluxQlRequest): string {
  const query = new URLSearchParams({ q, epoch: "ms" });
  if (db !== undefined) query.set("db", db);
  if (rp !== undefined) query.set("rp", rp);
  if (params !== undefined) query.set("params", JSON.stringify(params));
  return query.toString();
}
