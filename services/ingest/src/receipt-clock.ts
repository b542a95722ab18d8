/** Devices remembered at most; the clock of a forgotten one starts again at the time of receipt. */
const MAX_DEVICES = 100_000;

/**
 * Times readings that carry no time of their own. A device's readings get distinct, ascending milliseconds, since
 * two readings of one device at the same time would be one in the database.
 */
export class ReceiptClock {
  private readonly last = new Map<string, number>();

  next(device: string, now: number): number {
    return this.reserve(device, now, 1);
  }

  /** The first of `count` milliseconds in a row that no other reading of the device gets. */
  reserve(device: string, now: number, count: number): number {
    const previous = this.last.get(device);
    const time = previous === undefined || previous < now ? now : previous + 1;
    if (previous === undefined && this.last.size >= MAX_DEVICES) this.forgetPast(now);
    this.last.set(device, time + count - 1);
    return time;
  }

  /** What lies in the past can no longer collide. */
  private forgetPast(now: number): void {
    for (const [device, time] of this.last) {
      if (time < now) this.last.delete(device);
    }
  }
}
