/** Of moments in alarm, and of moments before a failure. */
export interface DecisionFigures {
  precision: number;
  recall: number;
  f1: number;
}

export function decisionFigures(alarms: readonly boolean[], fails: readonly number[]): DecisionFigures {
  const hits = fails.filter((fail, place) => fail === 1 && alarms[place]).length;
  const precision = hits / alarms.filter(Boolean).length;
  const recall = hits / fails.filter((fail) => fail === 1).length;
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

/** The threshold of the best F1, of `scores` of which higher is worse. */
export function bestThreshold(scores: readonly number[], fails: readonly number[]): { threshold: number; f1: number } {
  const order = scores.map((score, place) => ({ score, fail: fails[place] ?? 0 })).sort((a, b) => b.score - a.score);
  const all = order.reduce((sum, { fail }) => sum + fail, 0);
  let hits = 0;
  let best = { threshold: Number.POSITIVE_INFINITY, f1: 0 };
  order.forEach(({ score, fail }, place) => {
    hits += fail;
    // Equal scores are in alarm together.
    if (order[place + 1]?.score === score) return;
    const f1 = (2 * hits) / (place + 1 + all);
    if (f1 > best.f1) best = { threshold: score, f1 };
  });
  return best;
}

export function averagePrecision(scores: readonly number[], fails: readonly number[]): number {
  const order = scores.map((score, place) => ({ score, fail: fails[place] ?? 0 })).sort((a, b) => b.score - a.score);
  let [hits, sum, equal] = [0, 0, 0];
  order.forEach(({ score, fail }, place) => {
    hits += fail;
    equal += fail;
    // Of equal scores none comes first.
    if (order[place + 1]?.score === score) return;
    sum += equal * (hits / (place + 1));
    equal = 0;
  });
  return sum / hits;
}

export function brier(said: readonly number[], fails: readonly number[]): number {
  return mean(said.map((value, place) => (value - (fails[place] ?? 0)) ** 2));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
