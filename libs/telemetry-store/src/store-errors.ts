import { HttpError } from "@influxdata/influxdb-client";

/** Whatever went wrong between us and the database; the subclass says what to do about it. */
export abstract class StoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Too slow or overloaded, or not reachable: the same request may succeed later. */
export class DatabaseUnavailable extends StoreError {
  constructor(
    message: string,
    options?: ErrorOptions,
    /** How long the server asked to be left alone. */
    readonly retryAfterMs?: number,
  ) {
    super(message, options);
  }
}

/** It gives no answer at all: not reachable, or stalled. Until it answers, every further write only adds to what it must do then. */
export class DatabaseUnreachable extends DatabaseUnavailable {}

/** The server takes no request of this size: split it. */
export class BatchTooLarge extends StoreError {}

/**
 * At least one line can never be stored. The server may have kept the others (1.x) or none (2.x), so write
 * parts again until the bad lines are found: that is safe, since writing a line twice changes nothing.
 */
export class LinesRejected extends StoreError {}

/** Wrong credentials, missing privileges, or a database or retention policy that does not exist. */
export class AccessRefused extends StoreError {}

/** The server does not accept a query of ours: a fault of ours, or a limit set on the server. */
export class QueryRejected extends StoreError {}

/** The server has an answer that JSON cannot say: an infinite sum. The same question about less may succeed. */
export class UnspeakableAnswer extends StoreError {}

/** What the answer to a write means. */
export function writeError(cause: unknown): StoreError {
  if (!(cause instanceof HttpError)) return unreachable(cause);
  const message = serverMessage(cause);
  if (cause.statusCode === 413) return new BatchTooLarge(message, { cause });
  // A limit of the server is no fault of the line that meets it: it can be raised.
  if (/max-(values-per-tag|series-per-database)/.test(message)) return overload(cause, message);
  if (cause.statusCode === 400 || cause.statusCode === 422 || message.includes("partial write")) {
    return new LinesRejected(message, { cause });
  }
  return refusal(cause, message) ?? overload(cause, message);
}

/** What a failed query, or another request that writes no lines, means. */
export function requestError(cause: unknown): StoreError {
  if (!(cause instanceof HttpError)) return unreachable(cause);
  const message = serverMessage(cause);
  if (cause.statusCode === 400 || cause.statusCode === 413 || cause.statusCode === 422) {
    return new QueryRejected(message, { cause });
  }
  return refusal(cause, message) ?? overload(cause, message);
}

/** What an error inside an answer of status 200 means. */
export function statementError(message: string): StoreError {
  if (isNotFound(message) || message.includes("not authorized")) return new AccessRefused(message);
  if (/timeout|interrupted|killed|engine is closed|shutting down|max-concurrent-queries/.test(message)) {
    return new DatabaseUnavailable(message);
  }
  return new QueryRejected(message);
}

function unreachable(cause: unknown): DatabaseUnreachable {
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new DatabaseUnreachable(`InfluxDB does not answer: ${reason}`, { cause });
}

/** 1.x answers a write to a retention policy that does not exist with 500, though waiting will not help. */
function refusal(cause: HttpError, message: string): AccessRefused | undefined {
  const refused = cause.statusCode === 401 || cause.statusCode === 403 || cause.statusCode === 404;
  return refused || isNotFound(message) ? new AccessRefused(message, { cause }) : undefined;
}

function overload(cause: HttpError, message: string): DatabaseUnavailable {
  return new DatabaseUnavailable(message, { cause }, retryAfterMs(cause.headers?.["retry-after"]));
}

function isNotFound(message: string): boolean {
  return /(database|retention policy|bucket|mapping) not found/i.test(message);
}

/** `Retry-After` is in seconds or a date; the client library would take its seconds for milliseconds. */
function retryAfterMs(header: string | string[] | undefined): number | undefined {
  if (typeof header !== "string") return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1_000;
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : undefined;
}

/** 1.x and 3.x explain in `error`, 2.x in `message`, proxies in plain text or HTML. */
function serverMessage(error: HttpError): string {
  const json: unknown = error.json;
  if (typeof json === "object" && json !== null) {
    const { error: text, message } = json as { error?: unknown; message?: unknown };
    if (typeof text === "string") return text;
    if (typeof message === "string") return message;
  }
  return error.message;
}
