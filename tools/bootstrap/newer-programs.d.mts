/** A program of which tests need a version that the system's Debian may lack. */
export interface NewerProgram {
  name: string;
  version: RegExp;
  oldest: number[];
}

export const CLUSTER_NATS_SERVER: NewerProgram;

export const KUBECTL: NewerProgram;

export function isNewEnough(program: NewerProgram, output: string): boolean;
