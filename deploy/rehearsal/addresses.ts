import { randomInt } from "node:crypto";

/** Another rehearsal on this machine begins elsewhere. */
const FIRST_NETWORK = randomInt(10, 240);
let networks = 0;

/** Loopback addresses in place of a cluster's, so that every Service and every pod listens on the very port that its manifest names. */
export class Addresses {
  private readonly network = FIRST_NETWORK + networks++;
  private taken = 0;

  take(): string {
    this.taken++;
    return `127.${this.network}.${this.taken >> 8}.${this.taken & 255}`;
  }
}
