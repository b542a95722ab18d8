export interface StackOptions {
  devices: number;
  intervalMs: number;
  faults: boolean;
  historyDays: number;
  simulator: boolean;
  fresh: boolean;
  host: string;
  /** `.data` of the repository when undefined. */
  data: string | undefined;
  install: boolean;
  help: boolean;
}

export const USAGE: string;

export function parseStackOptions(args: string[]): StackOptions;
