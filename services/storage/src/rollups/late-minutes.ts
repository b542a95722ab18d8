import { LATE_TOLD_MS, MINUTE_TIER, type TimeRange } from "@gridwatch/telemetry-store";
import { runs } from "./roll-plan.js";

/** Whoever reads makes some queries more for each. */
const MAX_RANGES = 4;

const MINUTES_BRIDGED = 10;

/** The rolled-up minutes that readings touched late: until they are rolled up again, and for `LATE_TOLD_MS` after that. */
export class LateMinutes {
  /** When each was last known to wait, epoch milliseconds, by its start. */
  private readonly minutes = new Map<number, number>();

  /** Called again and again with what waits: minutes' starts. At most as many minutes are held as raw is kept for. */
  note(starts: Iterable<number>, now: number): void {
    for (const start of starts) this.minutes.set(start, now);
  }

  /** @param told what another told before, of which nobody knows when it came */
  noteRanges(told: readonly TimeRange[], now: number): void {
    for (const { from, to } of told) {
      for (let start = from; start < to; start += MINUTE_TIER.windowMs) this.minutes.set(start, now);
    }
  }

  /** A few ranges that hold them all, ascending. */
  ranges(now: number): TimeRange[] {
    for (const [start, at] of this.minutes) if (now - at >= LATE_TOLD_MS) this.minutes.delete(start);
    const starts = [...this.minutes.keys()].sort((a, b) => a - b);
    return joinNearest(runs(starts, MINUTE_TIER.windowMs, MINUTES_BRIDGED));
  }
}

/** Cuts at the widest gaps only, so that ranges are few. */
function joinNearest(ranges: readonly TimeRange[]): TimeRange[] {
  const gaps = ranges.slice(1).map(({ from }, index) => ({ from: ranges[index]?.to ?? from, to: from }));
  const widest = gaps.sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MAX_RANGES - 1);
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (first === undefined || last === undefined) return [];
  const cuts = widest.sort((a, b) => a.from - b.from);
  return [...cuts, { from: last.to }].map(({ from }, index) => ({ from: cuts[index - 1]?.to ?? first.from, to: from }));
}
