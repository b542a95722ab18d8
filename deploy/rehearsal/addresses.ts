import { randomInt } from "node:crypto";

/** Loopback addresses in place of a cluster's, so that every Service and every pod listens on the very port that its manifest names. */
export class Addresses {
  private readonly network = randomInt(10, 250);
  private taken = 0;

  take(): string {
    this.taken++;
    return `127.${this.network}.${this.taken >> 8}.${this.taken & 255}`;
  }
}
