import type { AnomalyEvent, Insight } from "@gridwatch/contracts";
import type { Fault } from "@gridwatch/simulator";
import { addUnit, emptyFigures } from "./fault-evaluation.js";

const STEP_MS = 5_000;
const STEPS = 200;

/** Scored from its tenth step on; each anomaly lasts four steps. */
function insightsOf(anomalies: { startStep: number; signal: string }[]): Insight[] {
  return Array.from({ length: STEPS }, (_, index) => {
    const at = (index + 1) * STEP_MS;
    const insight: Insight = { v: 1, device: "u", at, reason: "NORMAL", ...(index < 10 ? {} : { score: 0.1 }) };
    const anomaly = anomalies.find(({ startStep }) => index >= startStep && index < startStep + 4);
    if (anomaly) {
      const start = (anomaly.startStep + 1) * STEP_MS;
      const contributions = [{ signal: anomaly.signal, share: 1, expected: 0, observed: 1 }];
      const event: AnomalyEvent = { id: `u:${start}`, start, peak: 0.9, peakAt: start, contributions };
      insight.event = event;
    }
    return insight;
  });
}

function faultAt(kind: Fault["kind"], startStep: number, steps: number): Fault {
  const startsAt = startStep * STEP_MS;
  return { kind, startsAt, endsAt: startsAt + steps * STEP_MS, magnitude: 0.5, phase: 1 };
}

it("counts what is found within a minute, with which signal first, what later, and what is no fault", () => {
  const figures = emptyFigures();
  const anomalies = [
    { startStep: 30, signal: "input_voltage" },
    { startStep: 60, signal: "out_current1" },
    { startStep: 120, signal: "input_voltage" },
    { startStep: 190, signal: "input_current" },
  ];
  const faults = [
    faultAt("sag", 5, 2),
    faultAt("sag", 30, 2),
    faultAt("phase-loss", 59, 10),
    faultAt("voltage-drift", 100, 60),
    faultAt("overload", 170, 4),
  ];
  addUnit(figures, insightsOf(anomalies), faults, STEP_MS);
  // The first sag came before the unit was scored.
  expect(figures.byKind.sag).toMatchObject({ faults: 1, found: 1, rightFirst: 1, delaysMs: [10_000] });
  // Phase 2 was lost, not 1.
  expect(figures.byKind["phase-loss"]).toMatchObject({ faults: 1, found: 1, rightFirst: 0, delaysMs: [15_000] });
  expect(figures.byKind["voltage-drift"]).toMatchObject({ faults: 1, found: 0, foundAtLast: 1 });
  expect(figures.byKind.overload).toMatchObject({ faults: 1, found: 0, foundAtLast: 0 });
  // A minute after its end the overload is no reason any more.
  expect(figures).toMatchObject({ events: 4, falseEvents: 1, scoredMs: (STEPS - 10) * STEP_MS });
});
