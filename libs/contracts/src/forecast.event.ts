import type { StreamSpec } from "./streams.js";

/** Whether a forecast could be made. Without enough history none is: no value is invented. `OFF`: no model is active. */
export const FORECAST_REASONS = ["FORECAST", "INSUFFICIENT_DATA", "OFF"] as const;
export type ForecastReason = (typeof FORECAST_REASONS)[number];

/** What raises a unit's risk. */
export interface RiskDriver {
  /** Name of an hourly feature, such as `out_voltage2_min`. */
  feature: string;
  /** 0..1; those of a forecast sum to 1. */
  share: number;
  /** What it is at a unit that does not fail, and what it was of late at this one; in the feature's own unit. */
  usual: number;
  observed: number;
}

/** The probability that a unit fails, as it stood at the end of an hour. */
export interface Forecast {
  device: string;
  /** End of the last hour that was looked at, epoch milliseconds. */
  at: number;
  reason: ForecastReason;
  /** Probability of a failure within 24 and within 48 hours of `at`, 0..1; absent without enough history. */
  within24h?: number;
  within48h?: number;
  /** A probability within 48 hours from here on calls for a look at the unit. */
  threshold?: number;
  /** Strongest first; absent when there is no forecast. */
  drivers?: RiskDriver[];
  /** Hours with readings among those that the model looks at, and how many of those it needs; absent when it is OFF. */
  hours?: { known: number; needed: number };
  /** Name and version; absent when it is OFF. */
  model?: { name: string; version: string };
}

/**
 * Forecasts of units of one shard. A unit has one for an hour: made again, it takes the place of the one before.
 *
 * Published by: predict. Consumed by: storage, realtime.
 * Subject: `forecasts.<shard>`. Encoding: JSON, UTF-8.
 */
export interface ForecastBatch {
  v: 1;
  forecasts: Forecast[];
}

export function forecastSubject(shard: number): string {
  return `forecasts.${shard}`;
}

/** Every forecast. It can be made again from the stored readings, so its filling up must stop nothing. */
export const FORECASTS_STREAM: StreamSpec = { name: "FORECASTS", subjects: ["forecasts.*"], discard: "old" };

/** Durable consumer of FORECASTS, shared by all replicas of storage. */
export const FORECASTS_STORAGE_CONSUMER = "storage";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export function encodeForecastBatch(batch: ForecastBatch): Uint8Array {
  return encoder.encode(JSON.stringify(batch));
}

/** @throws SyntaxError or TypeError when the bytes are not a batch this version understands. */
export function decodeForecastBatch(bytes: Uint8Array): ForecastBatch {
  const value = JSON.parse(decoder.decode(bytes)) as ForecastBatch | null;
  if (value?.v !== 1) throw new TypeError("not a forecast batch of version 1");
  if (!Array.isArray(value.forecasts)) throw new TypeError("a forecast batch has forecasts");
  for (const forecast of value.forecasts) {
    if (typeof forecast?.device !== "string" || !Number.isFinite(forecast.at)) {
      throw new TypeError("a forecast has a device and a time");
    }
  }
  return value;
}

/** A forecast as it is kept. */
export interface StoredForecast {
  device: string;
  /** ISO 8601: end of the last hour that was looked at. */
  at: string;
  reason: ForecastReason;
  within24h?: number;
  within48h?: number;
  threshold?: number;
  drivers?: RiskDriver[];
  hours?: { known: number; needed: number };
  /** `name@version` */
  model?: string;
}

/** Answer of `GET /api/v1/devices/{id}/forecasts?from=&to=`: newest first. */
export interface DeviceForecasts {
  device: string;
  forecasts: StoredForecast[];
}

/** Answer of `GET /api/v1/forecasts`: the newest of each unit that had one within the last day, the highest risk within 48 hours first. */
export interface FleetForecasts {
  forecasts: StoredForecast[];
}
