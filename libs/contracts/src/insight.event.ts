/** What a model makes of a unit at one step. */
export type InsightReason = "ANOMALY" | "NORMAL" | "INSUFFICIENT_DATA" | "OFF";

/** One signal's part in a score. */
export interface Contribution {
  /** Metric name. */
  signal: string;
  /** 0..1; those of a score sum to 1. */
  share: number;
  /** In the signal's own unit. */
  expected: number;
  observed: number;
}

/** An anomaly as it stands at the step: it has ended when `end` is there. */
export interface AnomalyEvent {
  id: string;
  /** Epoch milliseconds: of the step that opened it. */
  start: number;
  end?: number;
  /** Highest score so far and when. */
  peak: number;
  peakAt: number;
  /** At its peak, strongest first. */
  contributions: Contribution[];
}

export interface Insight {
  v: 1;
  device: string;
  /** End of the step, epoch milliseconds. */
  at: number;
  reason: InsightReason;
  /** 0..1; absent without enough data or a model. */
  score?: number;
  threshold?: number;
  /** Strongest first; absent when there is no score. */
  contributions?: Contribution[];
  /** Name and version. */
  model?: { name: string; version: string };
  /** The anomaly that is open at this step, or that ends with it. */
  event?: AnomalyEvent;
}
