import { timeZone } from "./settings.js";

const MINUTE_MS = 60_000;

/** Epoch milliseconds as a `datetime-local` field takes them: to the minute, in the zone that the person chose. */
export function momentToInput(at: number): string {
  const offsetMs = timeZone.get() === "utc" ? 0 : new Date(at).getTimezoneOffset() * MINUTE_MS;
  return new Date(at - offsetMs).toISOString().slice(0, "2026-01-31T12:00".length);
}

/** The other way round; `NaN` for what is no time. */
export function momentOfInput(text: string): number {
  return new Date(timeZone.get() === "utc" ? `${text}Z` : text).getTime();
}
