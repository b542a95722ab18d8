import { type TransformFnParams } from "class-transformer";

const ISO_8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Times a database can be asked about; epoch seconds by mistake lie far before them. */
export const EARLIEST_MS = Date.UTC(2000, 0, 1);
export const LATEST_MS = Date.UTC(2200, 0, 1);

/**
 * ISO 8601 (UTC unless it names another zone) or epoch milliseconds, as epoch milliseconds.
 * Anything else stays as it is, for the validator to refuse by name.
 */
export function toEpochMs({ value }: TransformFnParams): unknown {
  if (typeof value !== "string") return value;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  const zone = ISO_8601.exec(value);
  if (zone === null) return value;
  return Date.parse(zone[1] === undefined || zone[4] !== undefined ? value : `${value}Z`);
}

/** `a,b` as a list; a parameter that is given several times is one list too. */
export function toList({ value }: TransformFnParams): unknown {
  const parts: unknown[] = Array.isArray(value) ? value : [value];
  return parts.flatMap((part) => (typeof part === "string" ? part.split(",") : [part]));
}
