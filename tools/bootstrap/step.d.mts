export class StepError extends Error {
  readonly hint: string | undefined;
  readonly output: string | undefined;
}

export function step<T>(title: string, work: () => Promise<T>): Promise<T>;

export function say(line: string): void;

export function explain(error: unknown): string;
