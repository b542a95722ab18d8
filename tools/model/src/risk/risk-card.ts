import type { ModelManifest } from "@gridwatch/models";
import { mean } from "./decision-figures.js";
import { within48h } from "./risk-figures.js";
import type { RiskMoment } from "./risk-moments.js";

const BINS = 10;

/** @param about what the reader should know of the data first, in Markdown */
export function riskCard(
  manifest: ModelManifest,
  about: string,
  moments: readonly RiskMoment[],
  raw: Float32Array,
  said: Float32Array,
): string {
  const { name, version, training, metrics, threshold } = manifest;
  return `# ${name} ${version}

The probability that a unit fails within 24 and within 48 hours, from hourly features of its last seven days. ${about}

## Trained on

${training.data}. Units were split into trained on, those that decided when to stop, those that calibration and threshold are from, and those measured on. Train again: \`${training.command}\`.

## Measured, on units that were not trained on

| what | value |
|---|---|
${Object.entries(metrics)
  .map(([metric, value]) => `| ${metric} | ${value} |`)
  .join("\n")}

- Precision, recall and F1 are of moments ${threshold} and above within 48 hours. A recall by failure mode near 0 means that this mode is not found: do not rely on the model for it.
- \`warned\` is the share of failures before which an alarm stood without a break until they came, \`warnedADayAhead\` for at least 24 hours, \`leadHours\` for how long, the median of the warned.
- \`falseAlarmsPerUnitMonth\` counts alarms that begin at units that do not fail, in 30 days.
- \`always\`: an alarm that begins with each unit and never ends. \`NAME alone\`: how far the last day's mean of that feature is from the usual, the feature that tells most among the units trained on. \`logistic\`: a logistic regression on all features' last day. The thresholds of both
  are the best on the calibration units, as the model's. A model that is not clearly above them is not worth more than they are.

Reliability within 48 hours, before and after calibration (Platt, on other units; it is part of the last layer's weights):

| probability | before: moments | failed | after: moments | failed |
|---|---|---|---|---|
${Array.from({ length: BINS }, (_, bin) => `| ${bin / BINS}–${(bin + 1) / BINS} | ${cell(raw, moments, bin)} | ${cell(said, moments, bin)} |`).join("\n")}
`;
}

function cell(said: Float32Array, moments: readonly RiskMoment[], bin: number): string {
  const p = within48h(said);
  const within = moments.filter((_, place) => Math.min(BINS - 1, Math.floor(BINS * (p[place] ?? 0))) === bin);
  const share = mean(within.map((moment) => moment.fails[1]));
  return `${within.length} | ${within.length === 0 ? "–" : share.toFixed(2)}`;
}
