import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { AMPERES, NUMBER, type NumberStyle, VOLTS } from "../ui/format.js";
import { POINT_NAMES } from "./unit-figures.js";

const KNOWN = new Map<string, (typeof ELECTRICAL_METRICS)[number]>(
  ELECTRICAL_METRICS.map((metric) => [metric.name, metric]),
);

/** As a person at the switchboard says it: `L2 voltage`. A metric that only the model knows keeps its own name. */
export function signalName(metric: string): string {
  const known = KNOWN.get(metric);
  return known === undefined ? metric.replaceAll("_", " ") : `${POINT_NAMES[known.point]} ${known.quantity}`;
}

/** How its values are written; without a unit where none is known. */
export function signalStyle(metric: string): NumberStyle {
  const known = KNOWN.get(metric);
  if (known === undefined) return NUMBER;
  return known.quantity === "voltage" ? VOLTS : AMPERES;
}
