const MINUTE_MS = 60_000;

/** Epoch milliseconds as a `datetime-local` field takes them: local time to the minute. */
export function momentToInput(at: number): string {
  const offsetMs = new Date(at).getTimezoneOffset() * MINUTE_MS;
  return new Date(at - offsetMs).toISOString().slice(0, "2026-01-31T12:00".length);
}

/** The other way round; `NaN` for what is no time. */
export function momentOfInput(text: string): number {
  return new Date(text).getTime();
}
