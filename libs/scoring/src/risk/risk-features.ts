import { ELECTRICAL_METRICS } from "@gridwatch/contracts";

export const RISK_HOURS = 168;
/** A forecast needs so many hours with readings … */
export const RISK_HOURS_NEEDED = 24;
/** … so many of them among the last 24: what a unit did days ago says little of tomorrow. */
export const RISK_RECENT_HOURS_NEEDED = 18;

const HOUR_MS = 3_600_000;
/** Of the six windows of 10 minutes. */
const WINDOWS_OF_AN_HOUR = 3;
const SAG = 0.9;
const SWELL = 1.1;

/** A metric's course, as `TelemetryReader.history` returns it; `null` where nothing was read. */
export interface MetricCourse {
  min: readonly (number | null)[];
  mean: readonly (number | null)[];
  max: readonly (number | null)[];
}

/** What is known of a unit's last 168 whole hours. */
export interface RiskHistory {
  /** Start of the first hour, epoch milliseconds. */
  from: number;
  /** Windows of 10 minutes, as EN 50160 has it: entry `i` of every course belongs to the window that starts at `timestamps[i]`. */
  windows: { timestamps: readonly number[]; metrics: ReadonlyMap<string, MetricCourse> };
  /** Mean anomaly score of each hour; `null` where there is none. */
  anomalyScores: readonly (number | null)[];
}

const STATISTICS = [
  { name: "mean", unit: "pu" },
  { name: "min", unit: "pu" },
  { name: "max", unit: "pu" },
  { name: "slope", unit: "pu/h" },
];

/**
 * What an hour of a unit is told by. Voltages and currents are per unit of that unit's own usual value, the median of the hours looked at: its
 * rating and its nominal voltage are not known, and a model of 120 V shall serve at 230 V. The least and the greatest are those of the means of
 * 10 minutes: a single reading's would depend on how often a unit publishes.
 */
export const RISK_FEATURES: readonly { name: string; unit: string }[] = [
  ...ELECTRICAL_METRICS.flatMap((metric) =>
    STATISTICS.map(({ name, unit }) => ({ name: `${metric.name}_${name}`, unit })),
  ),
  { name: "voltage_unbalance", unit: "%" },
  { name: "current_unbalance", unit: "%" },
  { name: "loading", unit: "pu" },
  { name: "input_per_output", unit: "pu" },
  { name: "sag_count", unit: "windows/h" },
  { name: "swell_count", unit: "windows/h" },
  { name: "anomaly_score", unit: "" },
];

export interface RiskHours {
  /** [168][features] in the order of `RISK_FEATURES`; NaN where it is not known. */
  values: Float32Array;
  /** By hour, whether enough of every metric was read. */
  known: boolean[];
}

const FEATURES = RISK_FEATURES.length;
const PHASES = [1, 2, 3];

export function riskFeatures({ from, windows, anomalyScores }: RiskHistory): RiskHours {
  const values = new Float32Array(RISK_HOURS * FEATURES).fill(Number.NaN);
  const hours = windowsByHour(from, windows.timestamps);
  const known = hours.map(() => true);
  const means = new Map<string, (number[] | undefined)[]>();
  ELECTRICAL_METRICS.forEach(({ name }, metric) => {
    const course = windows.metrics.get(name)?.mean ?? [];
    const byHour = hours.map((indices) => readMeans(course, indices));
    byHour.forEach((read, hour) => {
      if (read === undefined) known[hour] = false;
    });
    const usualMean = median(byHour.flatMap((read) => (read === undefined ? [] : [mean(read)])));
    const perUnit = byHour.map((read) => read?.map((value) => (usualMean > 0 ? value / usualMean : Number.NaN)));
    means.set(name, perUnit);
    perUnit.forEach((read, hour) => {
      if (read === undefined) return;
      const at = hour * FEATURES + metric * STATISTICS.length;
      values.set([mean(read), Math.min(...read), Math.max(...read), slope(read)], at);
    });
  });
  const loads = hours.map((indices) => outputPower(windows.metrics, indices));
  const usualLoad = usual(loads);
  // What a unit takes in for what it gives: its losses, and what a fault within it draws.
  const ratios = hours.map((indices, hour) => inputPower(windows.metrics, indices) / (loads[hour] ?? Number.NaN));
  const usualRatio = usual(ratios);
  hours.forEach((indices, hour) => {
    const at = hour * FEATURES + ELECTRICAL_METRICS.length * STATISTICS.length;
    const ofPhases = (quantity: string) =>
      PHASES.map((phase) => mean(readMeans(windows.metrics.get(`out_${quantity}${phase}`)?.mean ?? [], indices) ?? []));
    const load = loads[hour] ?? Number.NaN;
    values.set(
      [
        unbalancePercent(ofPhases("voltage")),
        unbalancePercent(ofPhases("current")),
        usualLoad > 0 ? load / usualLoad : Number.NaN,
        (ratios[hour] ?? Number.NaN) / usualRatio,
        known[hour] ? countVoltages(means, hour, (voltage) => voltage < SAG) : Number.NaN,
        known[hour] ? countVoltages(means, hour, (voltage) => voltage > SWELL) : Number.NaN,
        anomalyScores[hour] ?? Number.NaN,
      ],
      at,
    );
  });
  return { values, known };
}

export function enoughHistory(known: readonly boolean[]): boolean {
  const count = (hours: readonly boolean[]) => hours.filter(Boolean).length;
  return count(known) >= RISK_HOURS_NEEDED && count(known.slice(-24)) >= RISK_RECENT_HOURS_NEEDED;
}

function windowsByHour(from: number, timestamps: readonly number[]): number[][] {
  const hours: number[][] = Array.from({ length: RISK_HOURS }, () => []);
  timestamps.forEach((at, index) => {
    hours[Math.floor((at - from) / HOUR_MS)]?.push(index);
  });
  return hours;
}

/** `undefined` when too little was read. */
function readMeans(course: readonly (number | null)[], indices: readonly number[]): number[] | undefined {
  const read = indices.flatMap((index) => course[index] ?? []);
  return read.length >= WINDOWS_OF_AN_HOUR ? read : undefined;
}

type Courses = RiskHistory["windows"]["metrics"];

/** Mean apparent power of the three outputs in an hour, VA; NaN where a phase lacks readings. */
function outputPower(metrics: Courses, indices: readonly number[]): number {
  return PHASES.reduce((sum, phase) => sum + power(metrics, indices, `out_voltage${phase}`, `out_current${phase}`), 0);
}

function inputPower(metrics: Courses, indices: readonly number[]): number {
  return power(metrics, indices, "input_voltage", "input_current");
}

/** Of the products of each 10 minutes: that of the hour's means lacks what voltage and current do together. */
function power(metrics: Courses, indices: readonly number[], voltage: string, current: string): number {
  const [volts, amperes] = [metrics.get(voltage)?.mean ?? [], metrics.get(current)?.mean ?? []];
  const products = indices.flatMap((index) => {
    const [one, other] = [volts[index] ?? null, amperes[index] ?? null];
    return one === null || other === null ? [] : [one * other];
  });
  return products.length >= WINDOWS_OF_AN_HOUR ? mean(products) : Number.NaN;
}

/** Windows in which any voltage is so. An interruption of seconds hardly moves a mean of 10 minutes: anomalies tell of those. */
function countVoltages(
  means: ReadonlyMap<string, (number[] | undefined)[]>,
  hour: number,
  is: (perUnit: number) => boolean,
): number {
  const courses = ELECTRICAL_METRICS.filter(({ quantity }) => quantity === "voltage").map(
    ({ name }) => means.get(name)?.[hour] ?? [],
  );
  const windows = Math.max(...courses.map(({ length }) => length));
  let count = 0;
  for (let window = 0; window < windows; window++) {
    if (courses.some((course) => is(course[window] ?? Number.NaN))) count += 1;
  }
  return count;
}

/** The greatest deviation from the mean, in percent of it (IEEE's PVUR of voltages). */
function unbalancePercent(phases: readonly number[]): number {
  const middle = mean(phases);
  return middle > 0 ? (100 * Math.max(...phases.map((value) => Math.abs(value - middle)))) / middle : Number.NaN;
}

/** Per hour, of values 10 minutes apart (least squares). */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  let [moved, spread] = [0, 0];
  values.forEach((value, place) => {
    moved += (place - middle) * value;
    spread += (place - middle) ** 2;
  });
  return (6 * moved) / spread;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The median of what is finite. */
function usual(values: readonly number[]): number {
  return median(values.filter(Number.isFinite));
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[Math.floor(values.length / 2)] ?? Number.NaN;
}
