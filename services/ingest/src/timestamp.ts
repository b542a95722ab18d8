/** Below this a number is epoch seconds (until the year 5138), from here on epoch milliseconds (since 1973). */
const FIRST_MILLISECONDS = 1e11;

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)?$/i;

/**
 * A device's time as epoch milliseconds, from ISO 8601 (UTC where it names no zone), epoch seconds or epoch
 * milliseconds; `undefined` when it is none of these.
 */
export function parseTimestamp(value: unknown): number | undefined {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return undefined;
    return Math.round(Math.abs(value) < FIRST_MILLISECONDS ? value * 1000 : value);
  }
  if (typeof value !== "string") return undefined;
  const match = ISO_8601.exec(value);
  if (match === null) return undefined;
  const zone = match[3];
  const ms = Date.parse(zone === undefined ? `${value.replace(",", ".")}Z` : normaliseZone(value, zone));
  return Number.isNaN(ms) ? undefined : ms;
}

/** Date.parse knows +hh:mm, not +hhmm or +hh, which ISO 8601 allows too. */
function normaliseZone(value: string, zone: string): string {
  const time = value.slice(0, value.length - zone.length).replace(",", ".");
  if (zone.length === 5) return `${time}${zone.slice(0, 3)}:${zone.slice(3)}`;
  return zone.length === 3 ? `${time}${zone}:00` : `${time}${zone}`;
}
