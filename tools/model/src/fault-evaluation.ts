import type { AnomalyEvent, Insight } from "@gridwatch/contracts";
import type { Fault, FaultKind } from "@gridwatch/simulator";

/** A fault is found in time when its anomaly is told within this after it began. */
export const IN_TIME_MS = 60_000;

/** What became of the faults of one kind. */
export interface KindFigures {
  faults: number;
  /** Found within a minute. */
  found: number;
  /** Found then, or later while it lasts. */
  foundAtLast: number;
  /** Of those found within a minute: with a right signal first. */
  rightFirst: number;
  /** Of those: from the fault's beginning until the anomaly is told. */
  delaysMs: number[];
  /** Of those: which signal came first, and how often. */
  first: Map<string, number>;
}

export interface FaultFigures {
  byKind: Record<FaultKind, KindFigures>;
  /** Of all units. */
  events: number;
  /** Anomalies that began with no fault on and none within a minute before. */
  falseEvents: number;
  scoredMs: number;
}

/** Signals that are right to stand first. What the supply's voltage does, all four voltages do in the same proportion. */
function rightSignals({ kind, phase }: Fault): readonly string[] {
  switch (kind) {
    case "sag":
    case "voltage-drift":
      return ["input_voltage", "out_voltage1", "out_voltage2", "out_voltage3"];
    case "regulation-loss":
      return ["out_voltage1", "out_voltage2", "out_voltage3"];
    case "phase-loss":
      return [`out_voltage${phase + 1}`, `out_current${phase + 1}`];
    case "overload":
      return ["input_current", "out_current1", "out_current2", "out_current3"];
  }
}

export function emptyFigures(): FaultFigures {
  const none = (): KindFigures => ({
    faults: 0,
    found: 0,
    foundAtLast: 0,
    rightFirst: 0,
    delaysMs: [],
    first: new Map(),
  });
  return {
    byKind: {
      sag: none(),
      "phase-loss": none(),
      "regulation-loss": none(),
      overload: none(),
      "voltage-drift": none(),
    },
    events: 0,
    falseEvents: 0,
    scoredMs: 0,
  };
}

/** Adds one unit's insights, in order, and the faults that befell it. Faults that began before the unit was scored are left out. */
export function addUnit(
  figures: FaultFigures,
  insights: Iterable<Insight>,
  faults: readonly Fault[],
  stepMs: number,
): void {
  const opened = new Map<string, AnomalyEvent>();
  let scoredFrom: number | undefined;
  let lastAt = 0;
  for (const { at, score, event } of insights) {
    if (score !== undefined) {
      scoredFrom ??= at;
      figures.scoredMs += stepMs;
    }
    if (event && !opened.has(event.id)) opened.set(event.id, event);
    lastAt = at;
  }
  const events = [...opened.values()];
  for (const fault of faults) {
    if (scoredFrom === undefined || fault.startsAt < scoredFrom || fault.startsAt + IN_TIME_MS > lastAt) continue;
    const kind = figures.byKind[fault.kind];
    kind.faults += 1;
    const event = events.find(({ start }) => start > fault.startsAt);
    if (event === undefined || event.start > Math.max(fault.endsAt, fault.startsAt + IN_TIME_MS)) continue;
    kind.foundAtLast += 1;
    // The service concludes a step, and tells of it, one step after its end.
    const delayMs = event.start + stepMs - fault.startsAt;
    if (delayMs > IN_TIME_MS) continue;
    const first = event.contributions[0]?.signal ?? "";
    kind.found += 1;
    kind.delaysMs.push(delayMs);
    kind.first.set(first, (kind.first.get(first) ?? 0) + 1);
    if (rightSignals(fault).includes(first)) kind.rightFirst += 1;
  }
  figures.events += events.length;
  figures.falseEvents += events.filter(
    ({ start }) => !faults.some(({ startsAt, endsAt }) => start > startsAt && start <= endsAt + IN_TIME_MS),
  ).length;
}
