import { rounded } from "../training.js";
import { alarmFigures } from "./alarm-figures.js";
import { averagePrecision, brier, decisionFigures, mean } from "./decision-figures.js";
import type { RiskMoment } from "./risk-moments.js";

/** Of the 48 hours' horizon, on units not trained on. `raw` and `said`, before and after calibration, hold two probabilities a moment. */
export function riskFigures(
  moments: readonly RiskMoment[],
  raw: Float32Array,
  said: Float32Array,
  threshold: number,
  everyHours: number,
): Record<string, number> {
  const fails = moments.map((moment) => moment.fails[1]);
  const p = within48h(said);
  const share = mean(fails);
  const alarms = p.map((value) => value >= threshold);
  const { failures, warned, warnedADayAhead, leadHours, falseAlarmsPerUnitMonth } = alarmFigures(
    moments,
    alarms,
    everyHours,
  );
  const figures: Record<string, number> = {
    heldOutMoments: moments.length,
    failingWithin48h: share,
    ...decisionFigures(alarms, fails),
    averagePrecision: averagePrecision(p, fails),
    averagePrecisionByChance: share,
    brier: brier(p, fails),
    brierBeforeCalibration: brier(within48h(raw), fails),
    brierOfTheBaseRate: share * (1 - share),
    brier24h: brier(
      moments.map((_, place) => said[2 * place] ?? 0),
      moments.map((moment) => moment.fails[0]),
    ),
    failures,
    warned,
    warnedADayAhead,
    leadHours,
    falseAlarmsPerUnitMonth,
  };
  const modes = new Set(moments.flatMap(({ mode }) => mode ?? []));
  for (const mode of [...modes].sort()) {
    const places = moments.flatMap((moment, place) => (moment.mode === mode ? [place] : []));
    const alarmed = places.map((place) => alarms[place] ?? false);
    const alarmsOf = alarmFigures(
      places.flatMap((place) => moments[place] ?? []),
      alarmed,
      everyHours,
    );
    figures[`recall ${mode}`] = decisionFigures(
      alarmed,
      places.map((place) => fails[place] ?? 0),
    ).recall;
    figures[`failures ${mode}`] = alarmsOf.failures;
    figures[`warned ${mode}`] = alarmsOf.warned;
    figures[`leadHours ${mode}`] = alarmsOf.leadHours;
  }
  return finite(figures);
}

/** What another way to tell would have said, at its own threshold. */
export function baselineFigures(
  name: string,
  moments: readonly RiskMoment[],
  scores: readonly number[],
  threshold: number,
  everyHours: number,
): Record<string, number> {
  const fails = moments.map((moment) => moment.fails[1]);
  const alarms = scores.map((score) => score >= threshold);
  const { warned, leadHours, falseAlarmsPerUnitMonth } = alarmFigures(moments, alarms, everyHours);
  return finite({
    [`f1 ${name}`]: decisionFigures(alarms, fails).f1,
    [`averagePrecision ${name}`]: averagePrecision(scores, fails),
    [`warned ${name}`]: warned,
    [`leadHours ${name}`]: leadHours,
    [`falseAlarmsPerUnitMonth ${name}`]: falseAlarmsPerUnitMonth,
  });
}

export function within48h(said: Float32Array): number[] {
  return Array.from(said).filter((_, at) => at % 2 === 1);
}

function finite(figures: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) => (Number.isFinite(value) ? [[name, rounded(value)]] : [])),
  );
}
