import type { DeviceHistory } from "@gridwatch/contracts";
import type { ChartMark } from "../../charts/chart-marks.js";
import { nominalVoltage } from "../../charts/limit-band.js";
import { metricAt, PHASES } from "../../units/unit-figures.js";
import { weeklyEvents } from "./power-quality.js";
import { voltageEventName } from "./voltage-event-name.js";
import { weekOf } from "./week.js";

const OUTPUT = PHASES.map((phase) => metricAt(phase, "voltage"));
const INPUT = [metricAt("input", "voltage")];

/** What a unit's last 7 days say of its supply, for its charts. */
export interface Supply {
  /** Nominal voltages, assumed, phase-to-neutral, V; `null` where one is not known. */
  output: number | null;
  input: number | null;
  /** Sags, swells and interruptions. */
  events: ChartMark[];
}

/** The window that is still filling counts for what is usual, not for what is an event. */
export function supplyOf(history: DeviceHistory): Supply {
  const output = nominalVoltage(history, OUTPUT);
  const week = weekOf(history);
  const events = week === null || output === null ? [] : weeklyEvents(week, output);
  return {
    output,
    input: nominalVoltage(history, INPUT),
    events: events.map((event) => ({
      kind: "voltage event",
      name: voltageEventName(event),
      from: event.from,
      to: event.to,
    })),
  };
}
