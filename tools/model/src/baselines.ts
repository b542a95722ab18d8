/** What a unit showed in a step: a value by feature, NaN without one. */
export interface SeenStep {
  /** Its end, epoch milliseconds. */
  at: number;
  values: ArrayLike<number>;
}

/** What any model has to beat: says how abnormal each of a unit's steps is, which come oldest first. */
export interface Baseline {
  name: string;
  /** A score from here on is flagged. */
  threshold: number;
  scores(steps: readonly SeenStep[]): (number | undefined)[];
}

const USUAL_DEVIATIONS = 3;
/** Below this part of the deviation seen so far, a signal that stands still would make anything infinitely far away. */
const LEAST_DEVIATION = 1e-9;
/** Steps seen before a deviation says something. */
const FEWEST = 10;

export const ALWAYS_ALARM: Baseline = {
  name: "always alarm",
  threshold: 0,
  scores: (steps) => steps.map(() => 1),
};

/** The farthest feature's distance from the mean of the steps before, in their standard deviations. */
export function movingZScore(steps: number): Baseline {
  return {
    name: `moving z-score of ${steps} steps`,
    threshold: USUAL_DEVIATIONS,
    scores: (all) => all.map((step, index) => farthest(step, all.slice(Math.max(0, index - steps), index))),
  };
}

/** The farthest feature's distance from its value a season ago, in standard deviations of what that distance has been. */
export function seasonalNaive(seasonMs: number, season: string): Baseline {
  return {
    name: `as ${season} ago`,
    threshold: USUAL_DEVIATIONS,
    scores(all) {
      const features = all[0]?.values.length ?? 0;
      const byTime = new Map(all.map(({ at, values }) => [at, values]));
      const squares = new Float64Array(features);
      const counts = new Float64Array(features);
      return all.map(({ at, values }) => {
        const before = byTime.get(at - seasonMs);
        if (before === undefined) return undefined;
        let most: number | undefined;
        for (let feature = 0; feature < features; feature++) {
          const distance = Math.abs((values[feature] ?? Number.NaN) - (before[feature] ?? Number.NaN));
          if (Number.isNaN(distance)) continue;
          const count = counts[feature] ?? 0;
          const deviation = Math.sqrt((squares[feature] ?? 0) / count);
          if (count >= FEWEST && deviation > 0) most = Math.max(most ?? 0, distance / deviation);
          counts[feature] = count + 1;
          squares[feature] = (squares[feature] ?? 0) + distance ** 2;
        }
        return most;
      });
    },
  };
}

function farthest({ values }: SeenStep, before: readonly SeenStep[]): number | undefined {
  let most: number | undefined;
  for (let feature = 0; feature < values.length; feature++) {
    const value = values[feature] ?? Number.NaN;
    let count = 0;
    let sum = 0;
    let squares = 0;
    for (const one of before) {
      const seen = one.values[feature] ?? Number.NaN;
      if (Number.isNaN(seen)) continue;
      count += 1;
      sum += seen;
      squares += seen ** 2;
    }
    if (Number.isNaN(value) || count < FEWEST) continue;
    const mean = sum / count;
    const deviation = Math.sqrt(Math.max(squares / count - mean ** 2, (LEAST_DEVIATION * mean) ** 2));
    const distance = Math.abs(value - mean);
    if (distance > 0) most = Math.max(most ?? 0, distance / deviation);
    else most ??= 0;
  }
  return most;
}
