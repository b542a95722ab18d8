import { LATE_TOLD_MS, MINUTE_TIER, type TimeRange } from "@gridwatch/telemetry-store";

/** Whoever reads makes some queries more for each. */
const MAX_RANGES = 4;

/** Closer ones are told as one. */
const BRIDGED_MS = 10 * MINUTE_TIER.windowMs;

/** The rolled-up minutes that readings touched late: until they are rolled up again, and for `LATE_TOLD_MS` after that. */
export class LateMinutes {
  /** By start: until when each reaches, and when it was last known to wait, epoch milliseconds. */
  private readonly touched = new Map<number, { to: number; at: number }>();

  /** Called again and again with all that waits. */
  note(ranges: Iterable<TimeRange>, now: number): void {
    for (const { from, to } of ranges) {
      this.touched.set(from, { to: Math.max(to, this.touched.get(from)?.to ?? to), at: now });
    }
  }

  /** A few ranges that hold them all, ascending. */
  ranges(now: number): TimeRange[] {
    const joined: TimeRange[] = [];
    for (const [from, { to, at }] of [...this.touched].sort(([a], [b]) => a - b)) {
      const last = joined.at(-1);
      if (now - at >= LATE_TOLD_MS) this.touched.delete(from);
      else if (last !== undefined && from - last.to <= BRIDGED_MS) last.to = Math.max(last.to, to);
      else joined.push({ from, to });
    }
    return joinNearest(joined);
  }
}

/** Cuts at the widest gaps only, so that ranges are few. */
function joinNearest(ranges: readonly TimeRange[]): TimeRange[] {
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (first === undefined || last === undefined) return [];
  const gaps = ranges.slice(1).map(({ from }, index) => ({ from: ranges[index]?.to ?? from, to: from }));
  const widest = gaps.sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MAX_RANGES - 1);
  const cuts = widest.sort((a, b) => a.from - b.from);
  return [...cuts, { from: last.to }].map(({ from }, index) => ({ from: cuts[index - 1]?.to ?? first.from, to: from }));
}
