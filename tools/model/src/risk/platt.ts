const ROUNDS = 2_000;
const RATE = 0.1;
const LEAST_PROBABILITY = 1e-5;

export interface PlattScale {
  slope: number;
  offset: number;
}

/** The a·logit + b that make probabilities `said` right on what came of them, by gradient descent of the log-loss. The order of `said` is kept: a > 0. */
export function plattScale(said: readonly number[], came: readonly number[]): PlattScale {
  const logits = said.map((value) => {
    const p = Math.max(LEAST_PROBABILITY, Math.min(1 - LEAST_PROBABILITY, value));
    return Math.log(p / (1 - p));
  });
  let [slope, offset] = [1, 0];
  for (let round = 0; round < ROUNDS; round++) {
    let [bySlope, byOffset] = [0, 0];
    logits.forEach((logit, place) => {
      const off = 1 / (1 + Math.exp(-slope * logit - offset)) - (came[place] ?? 0);
      bySlope += off * logit;
      byOffset += off;
    });
    slope -= (RATE * bySlope) / logits.length;
    offset -= (RATE * byOffset) / logits.length;
  }
  return { slope: Math.max(0.1, slope), offset };
}
