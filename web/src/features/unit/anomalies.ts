import type { Contribution, Insight, StoredAnomaly } from "@gridwatch/contracts";
import type { ChartMark } from "../../charts/chart-marks.js";
import type { LiveInsights, SeenAnomaly } from "../../realtime/insight-trail.js";

import type { AnomalyRow } from "../../units/anomaly-row.js";

/** An anomaly of a unit, from the socket or the database. Times are epoch milliseconds. */
export interface Anomaly {
  id: string;
  start: number;
  /** `null` while it lasts. */
  end: number | null;
  peak: number;
  /** At the peak, strongest first. */
  contributions: readonly Contribution[];
  /** `name@version` */
  model: string | null;
}

/** Newest first. Of one that both know, what was said last counts. */
export function anomaliesOf(stored: readonly StoredAnomaly[], { anomalies, newest }: LiveInsights): Anomaly[] {
  const known = new Map<string, { anomaly: Anomaly; at: number }>();
  for (const one of stored) known.set(one.id, { anomaly: ofStored(one), at: Date.parse(one.lastAt) });
  for (const one of anomalies) {
    const before = known.get(one.event.id);
    if (before === undefined || before.at <= one.at) known.set(one.event.id, { anomaly: ofSeen(one), at: one.at });
  }
  return [...known.values()]
    .map(({ anomaly, at }) => withoutSuccessor(anomaly, at, newest))
    .sort((a, b) => b.start - a.start);
}

/** As it stands in a file. */
export function rowOf(device: string): (anomaly: Anomaly) => AnomalyRow {
  return ({ start, end, peak, contributions: [strongest], model }) => {
    return { device, start, end, peak, signal: strongest?.signal ?? null, strongest, model };
  };
}

export function marksOf(anomalies: readonly Anomaly[]): ChartMark[] {
  return anomalies.map(({ start, end }) => ({ kind: "anomaly", name: "anomaly", from: start, to: end }));
}

/** One whose end nobody told, since another model took over for instance, lasts as far as is known. */
function withoutSuccessor(anomaly: Anomaly, at: number, newest: Insight | undefined): Anomaly {
  if (anomaly.end !== null || newest === undefined || newest.at <= at) return anomaly;
  return newest.event?.id === anomaly.id ? anomaly : { ...anomaly, end: at };
}

function ofStored({ id, start, end, peak, contributions, model }: StoredAnomaly): Anomaly {
  return { id, start: Date.parse(start), end: end === null ? null : Date.parse(end), peak, contributions, model };
}

function ofSeen({ event: { id, start, end, peak, contributions }, model }: SeenAnomaly): Anomaly {
  return { id, start, end: end ?? null, peak, contributions, model: model ? `${model.name}@${model.version}` : null };
}
