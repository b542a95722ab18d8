export interface BenchReport {
  figures: Record<string, unknown>;
  targets: Record<string, number>;
  met: boolean;
  /** The figures that miss their target. */
  missed: string[];
}

export interface Limit {
  value: number;
  isMetBy: (figure: number) => boolean;
}

export function atLeast(value: number): Limit {
  return { value, isMetBy: (figure) => figure >= value };
}

export function atMost(value: number): Limit {
  return { value, isMetBy: (figure) => figure <= value };
}

/** Holds figures against limits. A figure that is missing, or no number, misses its limit. */
export function judge(figures: Record<string, unknown>, limits: Record<string, Limit>): BenchReport {
  const entries = Object.entries(limits);
  const missed = entries.filter(([name, limit]) => !limit.isMetBy(Number(figures[name]))).map(([name]) => name);
  const targets = Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
  return { figures, targets, met: missed.length === 0, missed };
}

/** Prints a benchmark's result as its last line. */
export function report(bench: string, result: BenchReport): void {
  process.stdout.write(`${JSON.stringify({ bench, ...result })}\n`);
}

/** For the eye: three digits behind the point at most. */
export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
