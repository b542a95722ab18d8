import type { MeasuringPoint } from "@gridwatch/contracts";
import { AMPERES, KILOVOLTAMPERES, type NumberStyle, PERCENT, VOLTS } from "../../ui/format.js";
import type { Unit } from "../../units/unit.js";
import { metricAt, outputApparentPower, outputUnbalance, PHASES, POINT_NAMES } from "../../units/unit-figures.js";

/** A column of measured or derived numbers. */
export interface FigureColumn {
  readonly key: string;
  /** Over several columns of the same group. */
  readonly group: string;
  /** In the column's head, below the group. */
  readonly head: string;
  /** The whole name, for the list of sort orders and for screen readers. */
  readonly name: string;
  readonly style: NumberStyle;
  /** Of the value, whatever the style writes it in. */
  readonly unit: string;
  readonly value: (unit: Unit) => number | null | undefined;
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
      head: style.unit,
      name: `${group} ${quantity}`,
      style,
      unit: style.unit,
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
    head: "kVA",
    name: "Output apparent power",
    style: KILOVOLTAMPERES,
    unit: "VA",
    value: outputApparentPower,
    explanation: "Apparent power S = Σ V·I over the three phases, from RMS magnitudes, voltages phase-to-neutral",
  },
  {
    key: "unbalance",
    group: "Output",
    head: "PVUR %",
    name: "Voltage unbalance (PVUR)",
    style: PERCENT,
    unit: "%",
    value: outputUnbalance,
    explanation: "Phase voltage unbalance rate (IEEE): largest deviation from the mean of the three phase voltages",
  },
];

/** Every column there is to sort by, in the order shown. */
export const FLEET_COLUMNS: readonly { readonly key: string; readonly name: string }[] = [
  { key: "unit", name: "Unit" },
  { key: "state", name: "State" },
  { key: "age", name: "Age of data" },
  { key: "anomaly", name: "Anomaly" },
  { key: "risk", name: "Failure within 48 h" },
  ...FIGURE_COLUMNS,
];
