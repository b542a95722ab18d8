export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export function tallyJest(file: string, exitCode: number): Tally;

export function describeTally(tally: Tally): string;

export function sumTallies(tallies: Tally[]): Tally;
