import { alarmFigures } from "./alarm-figures.js";
import type { RiskMoment } from "./risk-moments.js";

const EVERY = 6;

/** A unit looked at every six hours; `failsIn` hours after its last moment it fails, or never. */
function unit(name: string, count: number, failsIn?: number): RiskMoment[] {
  return Array.from({ length: count }, (_, place) => ({
    unit: name,
    hour: 24 + EVERY * place,
    hours: { values: new Float32Array(), known: [] },
    mode: failsIn === undefined ? undefined : "wear",
    hoursLeft: failsIn === undefined ? Number.POSITIVE_INFINITY : failsIn + EVERY * (count - 1 - place),
    fails: [0, 0],
  }));
}

const alarms = (text: string) => Array.from(text, (letter) => letter === "!");

describe("what alarms are worth", () => {
  it("is the time from the alarm that stands until the failure", () => {
    const moments = [...unit("a", 8, 3), ...unit("b", 8, 1)];
    const figures = alarmFigures(moments, alarms("!!.!!!!!" + "......!!"), EVERY);
    expect(figures).toMatchObject({ failures: 2, warned: 1, warnedADayAhead: 0.5 });
    expect(figures.leadHours).toBe(27);
  });

  it("is nothing when the alarm was over before the failure, or was another unit's", () => {
    const moments = [...unit("a", 4, 3), ...unit("b", 4, 3)];
    const figures = alarmFigures(moments, alarms("!!!." + "...!"), EVERY);
    expect(figures).toMatchObject({ failures: 2, warned: 0.5, leadHours: 3 });
  });

  it("is set against alarms that begin at healthy units", () => {
    const moments = [...unit("a", 60), ...unit("b", 60), ...unit("c", 60, 3)];
    const raised = moments.map(({ unit, hour }) => unit !== "c" && [24, 30, 60, 66].includes(hour));
    expect(alarmFigures(moments, raised, EVERY).falseAlarmsPerUnitMonth).toBe(4);
    const without = alarmFigures(unit("a", 3, 3), [false, false, false], EVERY);
    expect(without.falseAlarmsPerUnitMonth).toBeNaN();
    expect(without.leadHours).toBeNaN();
  });
});
