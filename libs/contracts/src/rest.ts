import type { DeadLetterOrigin, DeadLetterReason } from "./dead-letter.event.js";
import type { ReplayRecord } from "./replay.event.js";

/** RFC 9457 problem details: the body of every error answer, as `application/problem+json`. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail?: string;
  /** The request's path. */
  instance?: string;
  /** Finds the request in the logs. */
  correlationId?: string;
  /** One entry per bad field. */
  errors?: { field: string; message: string }[];
  /** Of a model package that is refused: the gate that it failed, and the numbers behind that, null where it was none. */
  gate?: string;
  figures?: Record<string, number | null>;
}

export const ANALYTICS_INTERVALS = ["daily", "weekly", "monthly", "yearly"] as const;
export type AnalyticsInterval = (typeof ANALYTICS_INTERVALS)[number];

/** `GET /analytics`: mean of each metric per device and window, ordered by time, then device. */
export interface AnalyticsResponse {
  interval: AnalyticsInterval;
  data: AnalyticsRow[];
}

/** `timestamp` is the window's start, ISO 8601. The further keys are metrics; one without a value is absent. */
export interface AnalyticsRow {
  device: string;
  timestamp: string;
  [metric: string]: string | number;
}

export type DeviceState = "online" | "stale";

export interface Device {
  id: string;
  /** Time of the oldest and newest reading the database holds, ISO 8601. */
  firstSeen: string;
  lastSeen: string;
  state: DeviceState;
  /** Rated apparent power of all output phases together, VA; absent where none is configured. */
  ratedVa?: number;
  /** Newest known value per metric. */
  values: Record<string, number>;
}

/** `GET /api/v1/devices` */
export interface DeviceList {
  /** When this was true, ISO 8601. */
  at: string;
  /** A device without a reading for this long is stale. */
  staleAfterMs: number;
  /** How many there are in all; `devices` is the page asked for, ordered by id. */
  total: number;
  devices: Device[];
}

/** The thinned course of one metric: one entry per window, `null` where the window holds no reading. */
export interface HistorySeries {
  min: (number | null)[];
  mean: (number | null)[];
  max: (number | null)[];
}

/** `GET /api/v1/devices/{id}/history` */
export interface DeviceHistory {
  device: string;
  /** The range answered, ISO 8601: `from` inclusive, `to` exclusive. */
  from: string;
  to: string;
  windowMs: number;
  /** Start of each window that holds a reading, epoch milliseconds, ascending. */
  timestamps: number[];
  metrics: Record<string, HistorySeries>;
}

/** At most so many may be asked for in one `GET /api/v1/history`. */
export const MAX_HISTORY_DEVICES = 50;

/** `GET /api/v1/history`: several devices over one range; `from`, `to` and `windowMs` as of one. */
export interface FleetHistory {
  from: string;
  to: string;
  windowMs: number;
  /** Ordered by id. One without a reading in the range, or that there is not, is left out. */
  devices: Pick<DeviceHistory, "device" | "timestamps" | "metrics">[];
}

/** `GET /api/v1/fleet` */
export interface FleetSummary {
  at: string;
  devices: { total: number; online: number; stale: number };
  /** Over the devices online, from their newest values; `null` when none reports what is needed. */
  totals: {
    inputApparentPowerVa: number | null;
    outputApparentPowerVa: number | null;
  };
}

/** A dead letter as the API shows it. */
export interface DeadLetterItem {
  /** Its place in the stream; the higher, the newer. */
  seq: number;
  /** When it was refused, ISO 8601. */
  at: string;
  origin: DeadLetterOrigin;
  reason: DeadLetterReason;
  detail: string;
  topic: string;
  /** How many readings it stands for. */
  readings: number;
  /** Text, or base64 where the bytes are not UTF-8. */
  payload: string;
  encoding: "utf-8" | "base64";
  /** Size of the original in bytes, when it had to be cut. */
  truncatedFrom?: number;
  replayable: boolean;
  /** Why it cannot be replayed. */
  notReplayable?: string;
}

/** `GET /api/v1/dead-letters`, newest first. */
export interface DeadLetterList {
  letters: DeadLetterItem[];
  /** Ask again with this as `before` for older ones; absent when there are none. A page may be short, even empty, and go on. */
  next?: number;
}

/** `GET /api/v1/dead-letters/counts` */
export interface DeadLetterCounts {
  counts: {
    origin: string;
    reason: string;
    /** Letters that stand in the stream now. */
    letters: number;
    /** Readings in all letters that the ledger has counted since `since`, those replayed or forgotten meanwhile included. */
    readingsEver?: number;
  }[];
  /** Since when the ledger counts, ISO 8601; absent before it has begun. */
  since?: string;
  /** Whether letters can be replayed here at all. */
  replayAllowed: boolean;
}

/** `POST /api/v1/dead-letters/replay`: which letters; all when nothing is said, oldest first. */
export interface ReplayRequest {
  origin?: DeadLetterOrigin;
  reason?: DeadLetterReason;
  /** Refused at this time or later, ISO 8601 or epoch milliseconds. */
  since?: string | number;
  /** These letters and no others. */
  sequences?: number[];
  limit?: number;
  /** Only say what would be done. */
  dryRun?: boolean;
  /** Who orders it and why: kept with what was ordered. */
  by?: string;
  why?: string;
}

/** `GET /api/v1/dead-letters/replays`: the last twenty, newest first. */
export interface ReplayList {
  replays: ReplayRecord[];
}

export interface ReplayResult {
  /** Letters looked at, at most `limit`. */
  matched: number;
  /** Of those, letters that ingest has been told to take in again (or would be, in a dry run). They vanish as it does. */
  replayed: number;
  skipped: { seq: number; why: string }[];
  /** There are more than `limit`. */
  more: boolean;
}
