const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export function number(option: string, text: string, lowest: number, highest: number): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= lowest && value <= highest)) {
    throw new Error(`${option} must be a number from ${lowest} to ${highest}, not "${text}"`);
  }
  return value;
}

export function wholeNumber(option: string, text: string, lowest: number, highest: number): number {
  const value = number(option, text, lowest, highest);
  if (!Number.isInteger(value)) throw new Error(`${option} must be a whole number, not "${text}"`);
  return value;
}

/** `500ms`, `5s`, `15m`, `1h`, `1d`. */
export function durationMs(option: string, text: string, lowestMs: number, highestMs: number): number {
  const [, value, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const ms = Number(value) * UNITS_MS[(unit ?? "ms") as keyof typeof UNITS_MS];
  if (!Number.isInteger(ms) || ms < lowestMs || ms > highestMs) {
    throw new Error(`${option} must be a time such as 5s or 15m, from ${lowestMs} to ${highestMs} ms, not "${text}"`);
  }
  return ms;
}
