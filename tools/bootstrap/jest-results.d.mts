export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Failure {
  test: string;
  /** Lines. */
  why: string[];
}

/** Of one test file. */
export interface FileResult {
  path: string;
  passed: number;
  failures: Failure[];
  skipped: number;
}

export function readJest(file: string): FileResult[] | undefined;

export function tallyJest(results: FileResult[] | undefined, exitCode: number): Tally;

export function deservingAgain(results: FileResult[] | undefined): string[];

export function afterSecondAttempt(
  first: FileResult[],
  again: FileResult[],
): { results: FileResult[]; unsteady: string[] };

export function describeTally(tally: Tally): string;

export function sumTallies(tallies: Tally[]): Tally;
