export type ElectricalQuantity = "voltage" | "current";

/** Where in the unit a quantity is measured: the supply side, or one of the three output phases. */
export type MeasuringPoint = "input" | "phase1" | "phase2" | "phase3";

export interface ElectricalMetric {
  readonly name: string;
  readonly quantity: ElectricalQuantity;
  readonly point: MeasuringPoint;
  /** RMS, in this unit. */
  readonly unit: "V" | "A";
}

/** The eight metrics every unit reports, in the order in which pages and tables show them. */
export const ELECTRICAL_METRICS = [
  { name: "input_voltage", quantity: "voltage", point: "input", unit: "V" },
  { name: "input_current", quantity: "current", point: "input", unit: "A" },
  { name: "out_voltage1", quantity: "voltage", point: "phase1", unit: "V" },
  { name: "out_current1", quantity: "current", point: "phase1", unit: "A" },
  { name: "out_voltage2", quantity: "voltage", point: "phase2", unit: "V" },
  { name: "out_current2", quantity: "current", point: "phase2", unit: "A" },
  { name: "out_voltage3", quantity: "voltage", point: "phase3", unit: "V" },
  { name: "out_current3", quantity: "current", point: "phase3", unit: "A" },
] as const satisfies readonly ElectricalMetric[];

export type ElectricalMetricName = (typeof ELECTRICAL_METRICS)[number]["name"];
