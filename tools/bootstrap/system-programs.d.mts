export interface NeededProgram {
  package: string;
  programs: string[];
  purpose: string;
}

export const SERVERS: NeededProgram[];

export const TEST_PROGRAMS: NeededProgram[];

export function installPrograms(needed: NeededProgram[], options: { allowed: boolean }): Promise<void>;

export function isInstalled(program: string): boolean;
