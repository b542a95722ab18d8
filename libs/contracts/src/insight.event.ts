import type { StreamSpec } from "./streams.js";

/** What a model makes of a unit at one step. `OFF`: no model is active. */
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

/**
 * What a shard's units are found to be, up to a message of TELEMETRY.
 *
 * Published by: predict. Consumed by: storage, realtime.
 * Subject: `insights.<shard>`. Encoding: JSON, UTF-8.
 */
export interface InsightBatch {
  v: 1;
  /** The last message of TELEMETRY that these follow from: the shard's next batch begins after it. */
  position: number;
  /** Of that message only the first so many readings, when it has more: the next batch begins after those. */
  rows?: number;
  /** When that stream was made, epoch milliseconds: one made anew counts from 1 again. */
  streamCreated: number;
  insights: Insight[];
}

export const INSIGHT_SUBJECTS = "insights.*";

export function insightSubject(shard: number): string {
  return `insights.${shard}`;
}

/** Every insight. It can be made again from readings, so its filling up must stop nothing. */
export const INSIGHTS_STREAM: StreamSpec = { name: "INSIGHTS", subjects: [INSIGHT_SUBJECTS], discard: "old" };

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export function encodeInsightBatch(batch: InsightBatch): Uint8Array {
  return encoder.encode(JSON.stringify(batch));
}

/** @throws SyntaxError or TypeError when the bytes are not a batch this version understands. */
export function decodeInsightBatch(bytes: Uint8Array): InsightBatch {
  const value = JSON.parse(decoder.decode(bytes)) as InsightBatch | null;
  if (value?.v !== 1) throw new TypeError("not an insight batch of version 1");
  const { position, rows, streamCreated, insights } = value;
  if (rows !== undefined && !(Number.isSafeInteger(rows) && rows > 0)) throw new TypeError("rows is no number of rows");
  if (!Number.isSafeInteger(position) || !Number.isFinite(streamCreated) || !Array.isArray(insights)) {
    throw new TypeError("an insight batch has a position and insights");
  }
  for (const insight of insights) {
    if (typeof insight?.device !== "string" || !Number.isFinite(insight.at)) {
      throw new TypeError("an insight has a device and a time");
    }
  }
  return value;
}

/** One step of a unit, of `GET /api/v1/devices/{id}/insights`. */
export interface StoredInsight {
  /** ISO 8601: end of the step. */
  at: string;
  reason: InsightReason;
  score?: number;
  threshold?: number;
  contributions?: Contribution[];
  /** `name@version` */
  model?: string;
}

/** An anomaly, of `GET /api/v1/insights`. Times are ISO 8601. */
export interface StoredAnomaly {
  id: string;
  device: string;
  start: string;
  /** `null` while it lasts. */
  end: string | null;
  /** The last step that was scored while it lasted. */
  lastAt: string;
  peak: number;
  peakAt: string;
  contributions: Contribution[];
  /** `name@version` */
  model: string | null;
}

export interface DeviceInsights {
  device: string;
  /** Newest first. */
  insights: StoredInsight[];
  /** Those of which a part lies in the range, the last to begin first. */
  anomalies: StoredAnomaly[];
}

/** `GET /api/v1/insights` */
export interface AnomalyList {
  /** How many fit in all; `anomalies` is the page asked for. */
  total: number;
  anomalies: StoredAnomaly[];
}

/** The last to begin first, or those with the highest peak. */
export const ANOMALY_ORDERS = ["newest", "severest"] as const;
export type AnomalyOrder = (typeof ANOMALY_ORDERS)[number];

/** How far into a list of anomalies a page may begin. */
export const MAX_ANOMALY_OFFSET = 10_000;

/** Durable consumer of INSIGHTS, shared by all replicas of storage. */
export const INSIGHTS_STORAGE_CONSUMER = "storage";
