import { FORECAST_REASONS, type Forecast, type ForecastReason } from "./forecast.event.js";
import { assertColumn, isModelName, isOptional, isRecord, isText } from "./socket-shape.js";

/** Forecasts for the fleet's room, in columns: row `i` of every array belongs to the same forecast, the newest of its unit. */
export interface ForecastColumns {
  devices: string[];
  /** End of the last hour that was looked at, epoch milliseconds. */
  ats: number[];
  reasons: ForecastReason[];
  /** Probability of a failure within 48 hours, 0..1; `null` without a forecast. */
  within48h: (number | null)[];
  thresholds: (number | null)[];
  /** Hours with readings, and how many a forecast needs; `null` when it is OFF. */
  hoursKnown: (number | null)[];
  hoursNeeded: (number | null)[];
}

/** In the fleet's room in columns, in a unit's room each in full. */
export type RoomForecasts = Forecast[] | ForecastColumns;

/** What the server sends for a room when failures have been forecast. */
export interface ForecastFrame {
  /** `FLEET_ROOM`, or the `deviceRoom` of a unit. */
  room: string;
  /** When the frame was made, epoch milliseconds, by the server's clock. */
  at: number;
  forecasts: RoomForecasts;
}

const REASONS: ReadonlySet<unknown> = new Set(FORECAST_REASONS);

export function isForecast(value: unknown): value is Forecast {
  if (!isRecord(value)) return false;
  const { device, at, reason, within24h, within48h, threshold, drivers, hours, model } = value;
  return (
    typeof device === "string" &&
    Number.isFinite(at) &&
    REASONS.has(reason) &&
    (reason === "FORECAST") === Number.isFinite(within48h) &&
    (reason === "OFF") === (hours === undefined) &&
    [within24h, within48h, threshold].every((figure) => isOptional(figure, Number.isFinite)) &&
    isOptional(drivers, (it) => Array.isArray(it) && it.every(isDriver)) &&
    isOptional(hours, (it) => isRecord(it) && [it["known"], it["needed"]].every(Number.isFinite)) &&
    isOptional(model, isModelName)
  );
}

/** Throws a TypeError naming the first thing that keeps `value` from being well-formed columns. */
export function assertForecastColumns(value: unknown): asserts value is ForecastColumns {
  if (!isRecord(value)) throw new TypeError("forecasts are not an object of columns");
  const rows = Array.isArray(value["devices"]) ? value["devices"].length : 0;
  const column = (name: keyof ForecastColumns, isCell: (cell: unknown) => boolean) =>
    assertColumn(value, name, rows, isCell);
  column("devices", isText);
  column("ats", Number.isFinite);
  column("reasons", (cell) => REASONS.has(cell));
  for (const name of ["within48h", "thresholds", "hoursKnown", "hoursNeeded"] as const) {
    column(name, (cell) => cell === null || Number.isFinite(cell));
  }
}

function isDriver(value: unknown): boolean {
  return (
    isRecord(value) &&
    isText(value["feature"]) &&
    [value["share"], value["usual"], value["observed"]].every(Number.isFinite)
  );
}
