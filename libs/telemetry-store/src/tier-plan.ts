import { RAW_POLICY } from "./retention.js";
import type { RollupState } from "./rollup-state.js";
import { ceilTo, DAY_TIER, floorTo, ROLLUP_TIERS } from "./rollup-tiers.js";
import type { TimeRange } from "./telemetry-statements.js";

/** A part of a range, and the policy it is read from. */
export interface Segment extends TimeRange {
  policy: string;
}

/**
 * Where to read windows of a width from: from the coarsest tier whose windows they are wholes of, as far as it is rolled up,
 * on from finer ones, and the rest from raw. A cut may lie inside a window, whose parts then have to be put together.
 *
 * @param range whole windows
 */
export function planSegments(
  { from, to }: TimeRange,
  windowMs: number,
  state: Pick<RollupState, "rolledFrom" | "rolledUntil"> | undefined,
): Segment[] {
  const segments: Segment[] = [];
  let at = from;
  const add = (policy: string, until: number) => {
    const end = Math.min(to, until);
    if (end <= at) return;
    segments.push({ policy, from: at, to: end });
    at = end;
  };
  const tiers = ROLLUP_TIERS.filter((tier) => windowMs % tier.windowMs === 0).reverse();
  if (state !== undefined && tiers.length > 0) {
    // What lies before is still being rolled up.
    add(RAW_POLICY, ceilTo(DAY_TIER.windowMs, state.rolledFrom));
    for (const tier of tiers) add(tier.policy, floorTo(tier.windowMs, state.rolledUntil));
  }
  add(RAW_POLICY, to);
  return segments;
}
