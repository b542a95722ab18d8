import {
  type DeviceHistory,
  ELECTRICAL_METRICS,
  type ElectricalMetricName,
  type ElectricalQuantity,
} from "@gridwatch/contracts";
import type { ChartLine, ChartSpec } from "../../charts/chart-spec.js";
import { nominalVoltage, supplyLimits } from "../../charts/limit-band.js";
import type { CourseColumn, CourseSeries, TimeCourse } from "../../charts/time-course.js";
import { AMPERES, VOLTS } from "../../ui/format.js";
import { signalName } from "../../units/signal-names.js";
import { POINT_NAMES } from "../../units/unit-figures.js";
import { MAX_LINES } from "./compare-search.js";

/** A metric of a unit. */
export interface ComparedLine extends ChartLine {
  unit: string;
  source: ElectricalMetricName;
}

/** Lines whose colours are alike have other dashes. */
const DASHES: readonly (readonly number[])[] = [[], [8, 3], [2, 2], [10, 3, 2, 3]];
const MIN_SPAN = { voltage: 4, current: 1 } as const;

/** A line for each metric of each unit, eight at most. */
export function comparedLines(units: readonly string[], metrics: readonly ElectricalMetricName[]): ComparedLine[] {
  const pairs = units.flatMap((unit) => metrics.map((source) => ({ unit, source })));
  return pairs.slice(0, MAX_LINES).map(({ unit, source }, index) => ({
    unit,
    source,
    metric: `${unit}/${source}`,
    name: lineName(unit, source, units.length > 1, metrics.length > 1),
    colour: `--line${index + 1}`,
    dash: DASHES[index % DASHES.length] ?? [],
  }));
}

/** What tells it from the others. */
function lineName(unit: string, source: ElectricalMetricName, severalUnits: boolean, severalPoints: boolean): string {
  const point = POINT_NAMES[measured(source).point];
  if (!severalPoints) return unit;
  return severalUnits ? `${unit} ${point}` : point;
}

/**
 * The nominal voltage that all lines have, each assumed by its history.
 *
 * @param histories by unit
 * @returns V, or `null` when there are several, or none is known; of what is no voltage there is none
 */
export function comparedNominal(
  histories: ReadonlyMap<string, DeviceHistory>,
  lines: readonly ComparedLine[],
): number | null {
  const nominals = new Set<number | null>();
  for (const { unit, source } of lines) {
    const history = histories.get(unit);
    const isVoltage = measured(source).quantity === "voltage";
    if (history !== undefined) nominals.add(isVoltage ? nominalVoltage(history, [source]) : null);
  }
  const [nominal = null] = nominals;
  return nominals.size === 1 ? nominal : null;
}

/** What is compared: all metrics are of one quantity. */
export function comparedQuantity([first = "out_voltage1"]: readonly ElectricalMetricName[]): ElectricalQuantity {
  return measured(first).quantity;
}

/** @param nominal V, of all lines; `null` where there is none */
export function comparedChart(
  lines: readonly ComparedLine[],
  metrics: readonly ElectricalMetricName[],
  nominal: number | null,
): ChartSpec {
  const [first = "out_voltage1"] = metrics;
  const quantity = comparedQuantity(metrics);
  return {
    title: metrics.length === 1 ? signalName(first) : quantity === "voltage" ? "Voltage" : "Current",
    style: quantity === "voltage" ? VOLTS : AMPERES,
    lines,
    minSpan: MIN_SPAN[quantity],
    limits: supplyLimits(nominal),
    height: 340,
  };
}

/**
 * Several units' courses on one time axis, from the first one's beginning to the last one's end. Units do not report at the same
 * times: in a row that is not its own a line is `undefined`, and goes on; a gap of its own stays one.
 *
 * @param courses by unit
 */
export function joinCourses(courses: ReadonlyMap<string, TimeCourse>, lines: readonly ComparedLine[]): TimeCourse {
  const shown = [...new Set(lines.map(({ unit }) => unit))].flatMap((unit) => courses.get(unit) ?? []);
  const [first = [], ...others] = shown.map((course) => course.timestamps);
  const timestamps = others.reduce(joinTimes, first);
  const rowsOf = new Map(
    shown.map(({ timestamps: own }) => [
      own,
      own.length === timestamps.length ? undefined : rowsAmong(own, timestamps),
    ]),
  );
  const metrics: Record<string, CourseSeries> = {};
  for (const { unit, source, metric } of lines) {
    const course = courses.get(unit);
    const series = course?.metrics[source];
    if (course === undefined || series === undefined) continue;
    const rows = rowsOf.get(course.timestamps);
    const spread = (column: CourseColumn) => {
      if (rows === undefined) return column;
      const wide: CourseColumn = new Array(timestamps.length).fill(undefined);
      rows.forEach((place, row) => {
        wide[place] = column[row] ?? null;
      });
      return wide;
    };
    // Single readings are their own minimum, mean and maximum: one column serves as all three.
    const mean = spread(series.mean);
    metrics[metric] = {
      min: series.min === series.mean ? mean : spread(series.min),
      mean,
      max: series.max === series.mean ? mean : spread(series.max),
    };
  }
  return {
    from: Math.min(...shown.map(({ from }) => from)),
    to: Math.max(...shown.map(({ to }) => to)),
    windowMs: Math.max(0, ...shown.map(({ windowMs }) => windowMs)),
    timestamps,
    metrics,
    gaps: shown.reduce((sum, { gaps }) => sum + gaps, 0),
  };
}

/** The times of both, each once; all ascend. Units that are read together need no new ones. */
function joinTimes(some: number[], others: number[]): number[] {
  if (some.length === others.length && some.every((at, row) => at === others[row])) return some;
  const joined: number[] = [];
  let [here, there] = [0, 0];
  while (here < some.length || there < others.length) {
    const at = Math.min(some[here] ?? Number.POSITIVE_INFINITY, others[there] ?? Number.POSITIVE_INFINITY);
    joined.push(at);
    if (some[here] === at) here++;
    if (others[there] === at) there++;
  }
  return joined;
}

/** Where each of these times stands among all, which hold it and more; both ascend. */
function rowsAmong(times: readonly number[], all: readonly number[]): number[] {
  let place = 0;
  return times.map((at) => {
    while ((all[place] ?? at) < at) place++;
    return place;
  });
}

function measured(name: ElectricalMetricName) {
  return ELECTRICAL_METRICS.find((metric) => metric.name === name) ?? ELECTRICAL_METRICS[0];
}
