import type { FaultKind } from "@gridwatch/simulator";
import { type FaultFigures, IN_TIME_MS } from "./fault-evaluation.js";
import { rounded } from "./training.js";

const DAY_MS = 86_400_000;
const NAMES: Record<FaultKind, { metric: string; text: string }> = {
  sag: { metric: "sag", text: "sag of the supply to 0.5–0.85 pu for 2–20 s" },
  "phase-loss": { metric: "phaseLoss", text: "one output lost for 20–90 s" },
  "regulation-loss": { metric: "regulationLoss", text: "all outputs moving by 6–12 % within 30 s, for 2–4 min" },
  overload: { metric: "overload", text: "load 1.6–2.4 times the usual for 1–5 min" },
  "voltage-drift": { metric: "voltageDrift", text: "supply drifting by 8–14 % within 1.5–4 min, and back" },
};
const KINDS = Object.keys(NAMES) as FaultKind[];

/** For the manifest. Shares are 0..1; a kind that did not occur has none. */
export function faultMetrics(healthy: FaultFigures, faulty: FaultFigures): Record<string, number> {
  const metrics: Record<string, number> = {
    healthyUnitDays: rounded(healthy.scoredMs / DAY_MS),
    healthyFalseEventsPerUnitDay: rounded(healthy.falseEvents / (healthy.scoredMs / DAY_MS)),
  };
  for (const kind of KINDS) {
    const { faults, found, foundAtLast, rightFirst, delaysMs } = faulty.byKind[kind];
    const { metric } = NAMES[kind];
    if (faults === 0) continue;
    metrics[`${metric}Faults`] = faults;
    metrics[`${metric}FoundWithinMinute`] = rounded(found / faults);
    metrics[`${metric}FoundAtLast`] = rounded(foundAtLast / faults);
    if (found === 0) continue;
    metrics[`${metric}RightSignalFirst`] = rounded(rightFirst / found);
    metrics[`${metric}MedianDelaySeconds`] = rounded(median(delaysMs) / 1_000);
  }
  return metrics;
}

/** For the model card, in Markdown. */
export function faultTable(healthy: FaultFigures, faulty: FaultFigures): string {
  const rows = KINDS.map((kind) => {
    const { faults, found, foundAtLast, rightFirst, delaysMs, first } = faulty.byKind[kind];
    const firsts = [...first]
      .sort(([, a], [, b]) => b - a)
      .map(([signal, count]) => `\`${signal}\` ${percent(count, found)}`);
    return `| ${NAMES[kind].text} | ${faults} | ${percent(found, faults)} | ${percent(foundAtLast, faults)} | ${found === 0 ? "–" : `${(median(delaysMs) / 1_000).toFixed(1)} s`} | ${percent(rightFirst, found)} | ${firsts.join(", ")} |`;
  });
  const days = healthy.scoredMs / DAY_MS;
  return `### Faults of simulated units

Units that were not trained on, fed through the scoring of \`services/predict\` as they would publish: every 1, 2, 3 or 5 s. A fault counts as found when its anomaly is told within
${IN_TIME_MS / 1_000} s after it; one that begins while the anomaly of an earlier fault is still open does not. The delay is from the fault's first instant until the anomaly is told, which is a step
after the end of the one that opened it, when late readings of that step are no longer awaited. A right signal is one of the four voltages for sag and drift, one of the
outputs' for lost regulation, the lost output's voltage or current, and any current for an overload. \`npm start -- --faults\` injects all of these but the drift.

| fault | number | found within a minute | or later while it lasts | median delay | right signal first | first signals |
|---|---|---|---|---|---|---|
${rows.join("\n")}

Healthy units: ${healthy.falseEvents} false anomalies in ${days.toFixed(1)} unit-days, ${(healthy.falseEvents / days).toFixed(2)} a unit-day. The faulty ones had ${faulty.events} anomalies, ${faulty.falseEvents} of them apart from any fault.

A drift of some per cent a minute is, in its first minute, hardly more than what the supply does by itself: most are found only later. A sag of 2 s can fall between two readings
of a unit that publishes every 5 s. These units are made by the program that made those trained on: figures on real ones will be worse.
`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[Math.floor(values.length / 2)] ?? Number.NaN;
}
