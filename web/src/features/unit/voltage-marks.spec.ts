import type { TimeCourse } from "../../charts/time-course.js";
import { unitCharts } from "./unit-charts.js";
import { voltageMarks } from "./voltage-marks.js";

const SECOND = 1_000;

/** Readings four seconds apart. */
function readings(values: Record<string, number[]>): TimeCourse {
  const rows = Math.max(...Object.values(values).map(({ length }) => length));
  return {
    from: 0,
    to: rows * 4 * SECOND,
    windowMs: 0,
    timestamps: Array.from({ length: rows }, (_, row) => row * 4 * SECOND),
    metrics: Object.fromEntries(
      Object.entries(values).map(([metric, column]) => [metric, { min: column, mean: column, max: column }]),
    ),
    gaps: 0,
  };
}

const charts = unitCharts({ output: 230, input: 400 });
const marksIn = (course: TimeCourse) => charts.map((spec) => voltageMarks(spec, course));

describe("the sags and swells of a unit's charts", () => {
  it("are those of each chart's own voltages, as long as they lasted", () => {
    const course = readings({
      out_voltage1: [230, 230, 230, 230, 230, 230, 230, 230],
      out_voltage2: [230, 190, 190, 190, 190, 190, 230, 230],
      input_voltage: [400, 400, 400, 400, 400, 400, 445, 450],
      out_current1: [5, 5, 5, 5, 5, 5, 5, 5],
    });
    expect(marksIn(course)).toEqual([
      [{ kind: "voltage event", name: "sag", from: 4 * SECOND, to: 24 * SECOND }],
      [{ kind: "voltage event", name: "swell", from: 24 * SECOND, to: null }],
      [],
      [],
    ]);
  });

  it("are none where the nominal voltage is not known", () => {
    const [output] = unitCharts({ output: null, input: null });
    expect(output && voltageMarks(output, readings({ out_voltage1: [230, 0] }))).toEqual([]);
  });
});
