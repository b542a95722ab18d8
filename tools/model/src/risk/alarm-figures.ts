import type { RiskMoment } from "./risk-moments.js";

const HOURS_OF_A_MONTH = 720;

/** What alarms are worth to who has to act on them; NaN where there is nothing to tell it by. */
export interface AlarmFigures {
  failures: number;
  /** Share of failures before which an alarm stood until they came. */
  warned: number;
  /** … for at least a day. */
  warnedADayAhead: number;
  /** From the first moment of that alarm until the failure, the median of the warned. */
  leadHours: number;
  /** Alarms that began at healthy units, per unit and 30 days. */
  falseAlarmsPerUnitMonth: number;
}

/** @param moments of each unit in order of time, every `everyHours` */
export function alarmFigures(
  moments: readonly RiskMoment[],
  alarms: readonly boolean[],
  everyHours: number,
): AlarmFigures {
  const leads: number[] = [];
  let [failures, healthyHours, falseAlarms] = [0, 0, 0];
  moments.forEach((moment, place) => {
    if (moment.mode === undefined) {
      healthyHours += everyHours;
      if (alarms[place] && !(alarms[place - 1] && moments[place - 1]?.unit === moment.unit)) falseAlarms += 1;
      return;
    }
    const isLast = moments[place + 1]?.unit !== moment.unit;
    if (!isLast || !Number.isFinite(moment.hoursLeft)) return;
    failures += 1;
    let first = place;
    while (alarms[first - 1] && moments[first - 1]?.unit === moment.unit) first -= 1;
    if (alarms[place]) leads.push(moments[first]?.hoursLeft ?? 0);
  });
  return {
    failures,
    warned: leads.length / failures,
    warnedADayAhead: leads.filter((hours) => hours >= 24).length / failures,
    leadHours: leads.sort((one, other) => one - other)[Math.floor(leads.length / 2)] ?? Number.NaN,
    falseAlarmsPerUnitMonth: (falseAlarms * HOURS_OF_A_MONTH) / healthyHours,
  };
}
