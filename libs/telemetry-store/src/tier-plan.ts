import { RAW_POLICY } from "./retention.js";
import type { RollupState } from "./rollup-state.js";
import { ceilTo, DAY_TIER, floorTo, ROLLUP_TIERS, type RollupTier } from "./rollup-tiers.js";
import type { TimeRange } from "./telemetry-statements.js";

/** A part of a range, and the policy it is read from. */
export interface Segment extends TimeRange {
  policy: string;
}

/** More that came late than this is left to be rolled up, which takes less than many answers from that much raw would. */
const LATE_FROM_RAW_MS = 6 * 3_600_000;

/**
 * Where to read windows of a width from: from the coarsest tiers whose windows they are wholes of, and from raw what is not
 * rolled up, or not again since something came late. A cut may lie inside a window, whose parts then have to be put together.
 *
 * @param range whole windows
 */
export function planSegments(
  range: TimeRange,
  windowMs: number,
  state: Pick<RollupState, "rolledFrom" | "rolledUntil" | "late"> | undefined,
): Segment[] {
  const tiers = ROLLUP_TIERS.filter((tier) => windowMs % tier.windowMs === 0);
  if (state === undefined || tiers.length === 0) return partOf(RAW_POLICY, range);
  const segments: Segment[] = [];
  let at = range.from;
  for (const raw of onlyInRaw(range, state)) {
    segments.push(...rolledUp({ from: at, to: raw.from }, tiers), ...partOf(RAW_POLICY, raw));
    at = raw.to;
  }
  return segments;
}

/** The parts of a range that no tier can tell, ascending; the last reaches to its end, and any may be empty. */
function onlyInRaw(
  { from, to }: TimeRange,
  { rolledFrom, rolledUntil, late }: Pick<RollupState, "rolledFrom" | "rolledUntil" | "late">,
): TimeRange[] {
  // What lies before is still being rolled up.
  const start = Math.min(to, Math.max(from, ceilTo(DAY_TIER.windowMs, rolledFrom)));
  const end = Math.max(start, Math.min(to, rolledUntil));
  const touched = late
    .map((range) => ({ from: Math.max(start, range.from), to: Math.min(end, range.to) }))
    .filter((range) => range.from < range.to);
  const touchedMs = touched.reduce((sum, range) => sum + range.to - range.from, 0);
  return [{ from, to: start }, ...(touchedMs <= LATE_FROM_RAW_MS ? touched : []), { from: end, to }];
}

/** The coarsest tier's whole windows, and what lies before and after them from finer tiers. */
function rolledUp({ from, to }: TimeRange, tiers: readonly RollupTier[]): Segment[] {
  const [tier, finer] = [tiers.at(-1), tiers.slice(0, -1)];
  if (tier === undefined || from >= to) return [];
  const [start, end] = [ceilTo(tier.windowMs, from), floorTo(tier.windowMs, to)];
  if (start >= end) return rolledUp({ from, to }, finer);
  return [
    ...rolledUp({ from, to: start }, finer),
    { policy: tier.policy, from: start, to: end },
    ...rolledUp({ from: end, to }, finer),
  ];
}

function partOf(policy: string, { from, to }: TimeRange): Segment[] {
  return from < to ? [{ policy, from, to }] : [];
}
