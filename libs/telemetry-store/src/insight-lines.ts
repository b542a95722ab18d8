import type { AnomalyEvent, Insight } from "@gridwatch/contracts";

/** One point per unit and step, kept as long as raw readings. */
export const INSIGHTS_MEASUREMENT = "insights";

/** One point per unit and beginning of an anomaly, written over as it goes on; kept as long as hours. */
export const ANOMALIES_MEASUREMENT = "anomalies";

/** The insights' scores. Device ids and models' names hold nothing that needs escaping outside of strings. */
export function toInsightLines(insights: readonly Insight[]): string[] {
  return insights.map(({ device, at, reason, score, threshold, contributions, model }) => {
    const fields = [
      `reason=${quoted(reason)}`,
      ...(score === undefined ? [] : [`score=${score}`]),
      ...(threshold === undefined ? [] : [`threshold=${threshold}`]),
      ...(contributions === undefined ? [] : [`contributions=${quoted(JSON.stringify(contributions))}`]),
      ...(model === undefined ? [] : [`model=${quoted(`${model.name}@${model.version}`)}`]),
    ];
    return `${INSIGHTS_MEASUREMENT},device=${device} ${fields.join(",")} ${at}`;
  });
}

/** Their anomalies, each as it stood last. */
export function toAnomalyLines(insights: readonly Insight[]): string[] {
  const newest = new Map<string, { insight: Insight; event: AnomalyEvent }>();
  for (const insight of insights) {
    const { device, event } = insight;
    if (event !== undefined) newest.set(`${device} ${event.start}`, { insight, event });
  }
  return [...newest.values()].map(({ insight: { device, at, model }, event }) => {
    const fields = [
      `id=${quoted(event.id)}`,
      // A field of the same type, whether it has ended or not.
      `ended_at=${event.end ?? 0}i`,
      `last_at=${at}i`,
      `peak=${event.peak}`,
      `peak_at=${event.peakAt}i`,
      `contributions=${quoted(JSON.stringify(event.contributions))}`,
      ...(model === undefined ? [] : [`model=${quoted(`${model.name}@${model.version}`)}`]),
    ];
    return `${ANOMALIES_MEASUREMENT},device=${device} ${fields.join(",")} ${event.start}`;
  });
}

export function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
