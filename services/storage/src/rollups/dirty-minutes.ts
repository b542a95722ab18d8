import type { DeviceTimes } from "@gridwatch/contracts";
import { MINUTE_TIER } from "@gridwatch/telemetry-store";

const MINUTE_MS = MINUTE_TIER.windowMs;

/** Which devices' readings of a minute have to be rolled up. */
interface DirtyMinute {
  devices: Set<string>;
  /** The first message that touched it. */
  firstSeq: number;
  /** When that was read, epoch milliseconds. */
  since: number;
}

export interface RollupDelays {
  /** How long after its end a minute is rolled up: by then its readings have arrived. */
  settleMs: number;
  /** How long what came late is collected before its minute is rolled up once more. */
  lateMs: number;
  /** How long anything waits: for a device whose clock is ahead, the end of its minute is far away. */
  longestMs: number;
}

/** The minutes that readings have touched since they were last rolled up. */
export class DirtyMinutes {
  private readonly minutes = new Map<number, DirtyMinute>();
  private count = 0;

  /** @param capacity how many minutes of single devices are many: they should then be rolled up at once */
  constructor(
    private readonly delays: RollupDelays,
    private readonly capacity: number,
  ) {}

  get isFull(): boolean {
    return this.count >= this.capacity;
  }

  /** The minutes that wait, in no order. */
  get starts(): Iterable<number> {
    return this.minutes.keys();
  }

  /** Called once per message; its body runs per reading. */
  add({ devices, timestamps }: DeviceTimes, seq: number, now: number): void {
    let start = Number.NaN;
    let touched: Set<string> | undefined;
    for (let row = 0; row < devices.length; row++) {
      const time = timestamps[row] as number;
      if (touched === undefined || time < start || time >= start + MINUTE_MS) {
        start = Math.floor(time / MINUTE_MS) * MINUTE_MS;
        touched = this.minute(start, seq, now).devices;
      }
      const before = touched.size;
      touched.add(devices[row] as string);
      this.count += touched.size - before;
    }
  }

  /**
   * Takes out what should be rolled up now.
   *
   * @param position what was received until then has been read
   */
  takeDue(position: number, now: number): Map<number, ReadonlySet<string>> {
    const due = new Map<number, ReadonlySet<string>>();
    const all = this.isFull;
    for (const [start, minute] of this.minutes) {
      const age = now - minute.since;
      const isOver = start + MINUTE_MS + this.delays.settleMs <= position;
      if (!all && age < this.delays.longestMs && !(isOver && age >= this.delays.lateMs)) continue;
      due.set(start, minute.devices);
      this.minutes.delete(start);
      this.count -= minute.devices.size;
    }
    return due;
  }

  /** The earliest minute from `from` on that still waits. */
  firstFrom(from: number): number | undefined {
    let first: number | undefined;
    for (const start of this.minutes.keys()) if (start >= from && start < (first ?? Infinity)) first = start;
    return first;
  }

  /** The first message that touched anything that still waits. */
  get firstSeq(): number | undefined {
    let first: number | undefined;
    for (const { firstSeq } of this.minutes.values()) first = Math.min(first ?? firstSeq, firstSeq);
    return first;
  }

  private minute(start: number, seq: number, now: number): DirtyMinute {
    const known = this.minutes.get(start);
    if (known !== undefined) return known;
    const minute = { devices: new Set<string>(), firstSeq: seq, since: now };
    this.minutes.set(start, minute);
    return minute;
  }
}
