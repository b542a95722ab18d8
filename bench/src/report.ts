export interface BenchReport {
  figures: Record<string, unknown>;
  targets: Record<string, number>;
  met: boolean;
}

/** Prints a benchmark's result as its last line. */
export function report(bench: string, result: BenchReport): void {
  process.stdout.write(`${JSON.stringify({ bench, ...result })}\n`);
}
