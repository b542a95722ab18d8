import type { ElectricalQuantity, MeasuringPoint } from "@gridwatch/contracts";
import type { ChartLine, ChartSpec } from "../../charts/chart-spec.js";
import { supplyLimits } from "../../charts/limit-band.js";
import { AMPERES, VOLTS } from "../../ui/format.js";
import { metricAt, PHASES, POINT_NAMES } from "../../units/unit-figures.js";
import type { Supply } from "./supply.js";

const DASHES: Readonly<Record<MeasuringPoint, readonly number[]>> = {
  input: [],
  phase1: [],
  phase2: [8, 3],
  phase3: [2, 2],
};

function line(point: MeasuringPoint, quantity: ElectricalQuantity): ChartLine {
  return { metric: metricAt(point, quantity), name: POINT_NAMES[point], colour: `--${point}`, dash: DASHES[point] };
}

const OUTPUT_VOLTAGE: ChartSpec = {
  title: "Output voltage",
  style: VOLTS,
  lines: PHASES.map((phase) => line(phase, "voltage")),
  minSpan: 4,
};
const INPUT_VOLTAGE: ChartSpec = {
  title: "Input voltage",
  style: VOLTS,
  lines: [line("input", "voltage")],
  minSpan: 4,
};
const OUTPUT_CURRENT: ChartSpec = {
  title: "Output current",
  style: AMPERES,
  lines: PHASES.map((phase) => line(phase, "current")),
  minSpan: 1,
};
const INPUT_CURRENT: ChartSpec = {
  title: "Input current",
  style: AMPERES,
  lines: [line("input", "current")],
  minSpan: 1,
};

/** Voltages above, currents below; the output, which has three phases to compare, first. */
export function unitCharts({ output, input }: Supply): readonly ChartSpec[] {
  return [
    { ...OUTPUT_VOLTAGE, limits: supplyLimits(output) },
    { ...INPUT_VOLTAGE, limits: supplyLimits(input) },
    OUTPUT_CURRENT,
    INPUT_CURRENT,
  ];
}
