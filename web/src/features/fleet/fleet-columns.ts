import type { MeasuringPoint } from "@gridwatch/contracts";
import { SUPPLY_BAND_PERCENT } from "@gridwatch/grid-physics";
import { AMPERES, KILOVOLTAMPERES, type NumberStyle, PERCENT, PERCENT_OF_WHOLE, VOLTS } from "../../ui/format.js";
import { loadingPercent, whyNoLoading } from "../../units/loading.js";
import type { Unit } from "../../units/unit.js";
import { metricAt, outputApparentPower, outputUnbalance, PHASES, POINT_NAMES } from "../../units/unit-figures.js";
import { SCALE_PERCENT } from "./voltage-hour.js";

/** What can be shown of each unit. */
interface FleetColumn {
  readonly key: string;
  /** The whole name, for the lists of columns and for screen readers. */
  readonly name: string;
  readonly explanation?: string;
}

/** A column of measured or derived numbers. */
export interface FigureColumn extends FleetColumn {
  /** Over several columns of the same group. */
  readonly group: string;
  /** In the column's head, below the group. */
  readonly head: () => string;
  readonly style: NumberStyle;
  readonly value: (unit: Unit) => number | null | undefined;
  /** Why a unit has no value, where that is not for want of readings. */
  readonly whyNone?: (unit: Unit) => string;
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
export const PICTURE_COLUMNS = {
  phases: {
    key: "phases",
    name: "Phase voltages as bars",
    explanation: `The output voltages L1, L2 and L3, one below the other, relative to the nominal one in the middle, ± ${SCALE_PERCENT} %; between the two lines is the normal band of ± ${SUPPLY_BAND_PERCENT} %. Nominal: 120, 230 or 400 V, whichever the last hour was near`,
  },
  hour: {
    key: "hour",
    name: "Phase voltages over the last hour",
    explanation: "From the lowest to the highest output voltage, minute by minute, on the same scale as the bars",
  },
} as const satisfies Record<string, FleetColumn>;

export const MARK_COLUMNS = {
  state: { key: "state", name: "State", explanation: "What the unit is in one word, the worst of what is known" },
  age: { key: "age", name: "Age of data", explanation: "Since the newest reading was measured" },
  anomaly: {
    key: "anomaly",
    name: "Anomaly",
    explanation: "What the model makes of the unit, with its score from 0 to 1",
  },
  risk: {
    key: "risk",
    name: "Failure within 48 h",
    explanation:
      "The probability of a failure within 48 hours: from the model's threshold on, with a sign, the unit is at risk. A dash where no model is active, or lacks data",
  },
} as const satisfies Record<string, FleetColumn>;

/** Every column there is to sort by, in the order shown. */
export const FLEET_COLUMNS: readonly FleetColumn[] = [
  { key: "unit", name: "Unit" },
  ...Object.values(MARK_COLUMNS),
  ...FIGURE_COLUMNS,
];

/** Those that can be left out: all but the unit's name. */
export const OPTIONAL_COLUMNS: readonly FleetColumn[] = [
  ...Object.values(MARK_COLUMNS),
  ...Object.values(PICTURE_COLUMNS),
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
