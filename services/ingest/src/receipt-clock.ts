import { fnv1a } from "@gridwatch/contracts";

/** Two devices in a hundred thousand share one only now and then; they are 2 MiB, whoever sends what. */
const SLOTS = 262_144;

/**
 * Times readings that carry no time of their own. A device's readings get distinct, ascending milliseconds, since
 * two readings of one device at the same time would be one in the database. Devices whose names fall into the same slot share
 * its milliseconds, which costs them nothing but some of those.
 */
export class ReceiptClock {
  /** The last millisecond given, by slot. */
  private readonly last = new Float64Array(SLOTS);

  /** @param maxAheadMs a device that sends more than one reading per millisecond gets no time further ahead than this */
  constructor(private readonly maxAheadMs: number) {}

  /** `undefined` when it would lie too far ahead. */
  next(device: string, now: number): number | undefined {
    return this.reserve(device, now, 1);
  }

  /** The first of `count` milliseconds in a row that no other reading of the device gets; `undefined` when they would lie too far ahead. */
  reserve(device: string, now: number, count: number): number | undefined {
    const slot = fnv1a(device) % SLOTS;
    const time = Math.max(now, (this.last[slot] as number) + 1);
    const last = time + count - 1;
    if (last > now + this.maxAheadMs) return undefined;
    this.last[slot] = last;
    return time;
  }
}
