/** A horizontal autoscaler leaves alone what is off by less. */
const TOLERANCE = 0.1;

export interface ScaleLimits {
  floor: number;
  ceiling: number;
  /** How long a lower number must have been enough. */
  windowMs: number;
  /** Down by so many pods in one period. */
  podsDown: number;
  periodMs: number;
}

/** How many replicas have `total` so that each has `each` on average. */
export function replicasFor(total: number, each: number, current: number): number {
  return Math.abs(total / (each * current) - 1) <= TOLERANCE ? current : Math.ceil(total / each);
}

/**
 * How many replicas the triggers of a rule ask for together, each with its own demand. For one whose metric is not known (`undefined`)
 * KEDA asks for `fallback`, where the rule has one; otherwise the horizontal autoscaler lets the others ask for more than there are, and for no fewer.
 */
export function askedTogether(demands: readonly (number | undefined)[], current: number, fallback?: number): number {
  return Math.max(...demands.map((demand) => demand ?? fallback ?? current));
}

/** How many replicas there are to be next, as a horizontal autoscaler has it: up at once, down slowly. */
export class ScaleDecision {
  private recommended: { at: number; replicas: number }[] = [];
  private downAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly limits: ScaleLimits) {}

  /** @param now of `performance.now()` */
  next(current: number, asked: number, now: number): number {
    const { floor, ceiling, windowMs, podsDown, periodMs } = this.limits;
    this.recommended = this.recommended.filter(({ at }) => now - at <= windowMs);
    this.recommended.push({ at: now, replicas: Math.min(ceiling, Math.max(floor, asked)) });
    const stable = Math.max(...this.recommended.map(({ replicas }) => replicas));
    if (stable >= current) return stable;
    if (now - this.downAt < periodMs) return current;
    this.downAt = now;
    return Math.max(stable, current - podsDown);
  }
}
