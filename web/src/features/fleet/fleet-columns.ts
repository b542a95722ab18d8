import type { MeasuringPoint } from "@gridwatch/contracts";
import { AMPERES, KILOVOLTAMPERES, type NumberStyle, PERCENT, PERCENT_OF_WHOLE, VOLTS } from "../../ui/format.js";
import { loadingPercent, whyNoLoading } from "../../units/loading.js";
import type { Unit } from "../../units/unit.js";
import { metricAt, outputApparentPower, outputUnbalance, PHASES, POINT_NAMES } from "../../units/unit-figures.js";

/** A column of measured or derived numbers. */
export interface FigureColumn {
  readonly key: string;
  /** Over several columns of the same group. */
  readonly group: string;
  /** In the column's head, below the group. */
  readonly head: () => string;
  /** The whole name, for the list of sort orders and for screen readers. */
  readonly name: string;
  readonly style: NumberStyle;
  readonly value: (unit: Unit) => number | null | undefined;
  /** Why a unit has no value, where that is not for want of readings. */
  readonly whyNone?: (unit: Unit) => string;
  readonly explanation?: string;
}

function measured(point: MeasuringPoint): FigureColumn[] {
  return (["voltage", "current"] as const).map((quantity) => {
    const metric = metricAt(point, quantity);
    const style = quantity === "voltage" ? VOLTS : AMPERES;
    const group = POINT_NAMES[point];
    return {
      key: metric,
      group,
      head: () => style.unit,
      name: `${group} ${quantity}`,
      style,
      value: (unit: Unit) => unit.values[metric],
    };
  });
}

export const FIGURE_COLUMNS: readonly FigureColumn[] = [
  ...measured("input"),
  ...PHASES.flatMap(measured),
  {
    key: "output_power",
    group: "Output",
    head: () => KILOVOLTAMPERES.unit || "VA",
    name: "Output apparent power",
    style: KILOVOLTAMPERES,
    value: outputApparentPower,
    explanation: "Apparent power S = Σ V·I over the three phases, from RMS magnitudes, voltages phase-to-neutral",
  },
  {
    key: "unbalance",
    group: "Output",
    head: () => "PVUR %",
    name: "Voltage unbalance (PVUR)",
    style: PERCENT,
    value: outputUnbalance,
    explanation: "Phase voltage unbalance rate (IEEE): largest deviation from the mean of the three phase voltages",
  },
  {
    key: "loading",
    group: "Loading",
    head: () => "% of rating",
    name: "Loading, % of rating",
    style: PERCENT_OF_WHOLE,
    value: loadingPercent,
    whyNone: whyNoLoading,
    explanation: "Apparent power of the output against the rated, which the platform has configured by the nameplate",
  },
];

/** Pictures: there is no order of them. */
const PICTURE_COLUMNS = [
  { key: "phases", name: "Phase voltages as bars" },
  { key: "hour", name: "Phase voltages over an hour" },
];

const MARK_COLUMNS = [
  { key: "state", name: "State" },
  { key: "age", name: "Age of data" },
  { key: "anomaly", name: "Anomaly" },
  { key: "risk", name: "Failure within 48 h" },
];

/** Every column there is to sort by, in the order shown. */
export const FLEET_COLUMNS: readonly { readonly key: string; readonly name: string }[] = [
  { key: "unit", name: "Unit" },
  ...MARK_COLUMNS,
  ...FIGURE_COLUMNS,
];

/** Those that can be left out: all but the unit's name. */
export const OPTIONAL_COLUMNS: readonly { readonly key: string; readonly name: string }[] = [
  ...MARK_COLUMNS,
  ...PICTURE_COLUMNS,
  ...FIGURE_COLUMNS,
];

/** What the bars say already gives way where there is no room for all. */
const OF_PHASES: ReadonlySet<string> = new Set(PHASES.flatMap(measured).map(({ key }) => key));

/** In the URL, in place of the names of all columns. */
export const ALL_COLUMNS = "all";

/** Columns as the URL has them: those that there are, in the order shown; empty, for those that fit, when there are none. */
export function columnsText(keys: readonly string[]): string {
  if (keys[0] === ALL_COLUMNS) return ALL_COLUMNS;
  const shown = OPTIONAL_COLUMNS.filter(({ key }) => keys.includes(key));
  return shown.length === OPTIONAL_COLUMNS.length ? ALL_COLUMNS : shown.map(({ key }) => key).join(".");
}

/** The columns of the table, beside the unit's name. */
export interface ShownColumns {
  readonly keys: ReadonlySet<string>;
  readonly figures: readonly FigureColumn[];
}

/**
 * @param cols as the URL has them
 * @param roomy whether all of them fit
 */
export function shownColumns(cols: string, roomy: boolean): ShownColumns {
  const keys = new Set(cols === "" || cols === ALL_COLUMNS ? OPTIONAL_COLUMNS.map(({ key }) => key) : cols.split("."));
  if (cols === "" && !roomy) for (const key of OF_PHASES) keys.delete(key);
  return { keys, figures: FIGURE_COLUMNS.filter(({ key }) => keys.has(key)) };
}
