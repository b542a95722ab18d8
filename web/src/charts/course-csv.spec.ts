import { VOLTS } from "../ui/format.js";
import { voltageUnit } from "../ui/settings.js";
import type { ChartSpec } from "./chart-spec.js";
import { courseCsv, courseFileParts } from "./course-csv.js";
import type { TimeCourse } from "./time-course.js";

const NOON = Date.UTC(2026, 10, 27, 12);
const MINUTE = 60_000;
const spec: ChartSpec = {
  title: "Output voltage",
  style: VOLTS,
  lines: [
    { metric: "a", name: "L1", colour: "--phase1", dash: [] },
    { metric: "b", name: "L2", colour: "--phase2", dash: [] },
  ],
  minSpan: 4,
};
const column = [230.04, null, 231];
const course: TimeCourse = {
  from: NOON,
  to: NOON + 3 * MINUTE,
  windowMs: 0,
  timestamps: [NOON, NOON + MINUTE, NOON + 2 * MINUTE],
  metrics: { a: { min: column, mean: column, max: column } },
  gaps: 1,
};

describe("the CSV of a chart", () => {
  it("holds each reading, in full, and no row for a gap", () => {
    expect(courseCsv(spec, course, undefined)).toBe(
      "time,L1 (V),L2 (V)\r\n2026-11-27T12:00:00.000Z,230.04,\r\n2026-11-27T12:02:00.000Z,231,\r\n",
    );
  });

  it("is in the quantity's own unit, whichever the page shows", () => {
    voltageUnit.set("kV");
    expect(courseCsv(spec, course, undefined)).toContain("time,L1 (V),L2 (V)\r\n2026-11-27T12:00:00.000Z,230.04,");
    voltageUnit.set("V");
  });

  it("holds lowest, mean and highest of windows, and which of them an anomaly or a voltage event touches", () => {
    const a = { min: [229, null, 230], mean: column, max: [232, null, 233] };
    const csv = courseCsv(spec, { ...course, windowMs: MINUTE, metrics: { a } }, [
      { kind: "anomaly", name: "anomaly", from: NOON, to: NOON + 1 },
      { kind: "voltage event", name: "swell", from: NOON + 2 * MINUTE, to: null },
    ]);
    const [head, ...rows] = csv.trimEnd().split("\r\n");
    expect(head).toBe("time,L1 min (V),L1 mean (V),L1 max (V),L2 min (V),L2 mean (V),L2 max (V),anomaly,voltage event");
    expect(rows).toEqual([
      "2026-11-27T12:00:00.000Z,229,230.04,232,,,,yes,",
      "2026-11-27T12:02:00.000Z,230,231,233,,,,no,swell",
    ]);
  });

  it("is named after what it shows", () => {
    expect(courseFileParts("unit-1", spec, course)).toEqual([
      ...["unit-1", "output voltage", "20261127T120000Z", "20261127T120300Z"],
    ]);
  });
});
