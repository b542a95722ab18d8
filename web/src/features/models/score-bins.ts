import { SCORE_BINS } from "@gridwatch/contracts";
import { formatCount, SCORE } from "../../ui/format.js";

/** How often a part of 0..1 was scored by each model, from where it begins. */
export interface ScoreBin {
  from: number;
  champion: number;
  shadow: number;
}

export function scoreBins(champion: readonly number[], shadow: readonly number[]): ScoreBin[] {
  return Array.from({ length: SCORE_BINS }, (_, bin) => ({
    from: bin / SCORE_BINS,
    champion: champion[bin] ?? 0,
    shadow: shadow[bin] ?? 0,
  }));
}

export function mostOf(bins: readonly ScoreBin[]): number {
  return Math.max(0, ...bins.flatMap((bin) => [bin.champion, bin.shadow]));
}

/** From 0 to 1. Calm scores are a thousand times as frequent as those that matter: heights are logarithmic. */
export function barHeight(count: number, most: number): number {
  return most <= 0 ? 0 : Math.log1p(count) / Math.log1p(most);
}

/** A model's bars in words. */
export function barsText(name: string, scores: readonly number[]): string {
  const total = scores.reduce((sum, count) => sum + count, 0);
  if (total === 0) return `${name}: no scores yet`;
  const span = (bin: number) => `${SCORE.format(bin / SCORE_BINS)} to ${SCORE.format((bin + 1) / SCORE_BINS)}`;
  const fullest = scores.indexOf(Math.max(...scores));
  const highest = scores.findLastIndex((count) => count > 0);
  const most = `${formatCount(scores[fullest] ?? 0)} of them ${span(fullest)}`;
  return `${name}: ${formatCount(total)} scores, ${most}, the highest ${span(highest)}`;
}
