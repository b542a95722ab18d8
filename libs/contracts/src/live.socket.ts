import { assertForecastColumns, type ForecastFrame, isForecast, type RoomForecasts } from "./forecast.socket.js";
import { assertInsightColumns, type InsightFrame, isInsight, type RoomInsights } from "./insight.socket.js";
import type { ReadingColumns } from "./reading-columns.js";

/** A client follows the newest values of all units, or every reading of some. */
export interface Subscription {
  fleet?: boolean;
  devices?: string[];
}

/** A client may follow at most this many single units at once. */
export const MAX_DEVICE_ROOMS_PER_CLIENT = 64;

/** The room of everybody who follows the newest values of all units. */
export const FLEET_ROOM = "fleet";

const DEVICE_ROOM_PREFIX = "device:";

/** The room of one unit. Prefixed, since a unit may be called like the fleet's room. */
export function deviceRoom(device: string): string {
  return DEVICE_ROOM_PREFIX + device;
}

/** The unit whose room this is. */
export function deviceOfRoom(room: string): string {
  return room.slice(DEVICE_ROOM_PREFIX.length);
}

/** What the server sends for a room. */
export interface LiveFrame {
  /** `FLEET_ROOM`, or the `deviceRoom` of a unit. */
  room: string;
  /** When the frame was made, epoch milliseconds, by the server's clock. */
  at: number;
  readings: ReadingColumns;
}

/** Throws a TypeError naming the first thing that keeps `value` from being what the room is sent of insights. */
export function assertRoomInsights(room: string, value: unknown): asserts value is RoomInsights {
  if (room === FLEET_ROOM) assertInsightColumns(value);
  else if (!Array.isArray(value) || !value.every(isInsight))
    throw new TypeError("insights is not an array of insights");
}

/** The same of forecasts. */
export function assertRoomForecasts(room: string, value: unknown): asserts value is RoomForecasts {
  if (room === FLEET_ROOM) assertForecastColumns(value);
  else if (!Array.isArray(value) || !value.every(isForecast))
    throw new TypeError("forecasts is not an array of forecasts");
}

/** What a client begins with in a room, and begins again with after having fallen behind. */
export interface Snapshot extends LiveFrame {
  /** The newest of each unit, and those that opened or ended an anomaly while the client was behind. */
  insights: RoomInsights;
  /** The newest of each unit. */
  forecasts: RoomForecasts;
}

export interface SubscriptionError {
  /** The field of the subscription that is wrong, or `subscription` for the whole. */
  field: string;
  message: string;
}

/** Events from server to client on Socket.IO (path `/socket.io`). */
export interface ServerToClientEvents {
  /** The newest known value of each metric of each unit in the room, and the newest insights and forecasts: after subscribing, and after having fallen behind. */
  snapshot: (frame: Snapshot) => void;
  /** Fleet room, at most four a second: the newest values of the units that changed since the last frame. */
  fleet: (frame: LiveFrame) => void;
  /** Device room: every reading, in the order of receipt. */
  readings: (frame: LiveFrame) => void;
  /** Device room: every insight. Fleet room, at most four a second: the newest of the units that have one. */
  insight: (frame: InsightFrame) => void;
  /** Device room: every failure forecast. Fleet room, at most four a second: the newest of the units that have one. */
  forecast: (frame: ForecastFrame) => void;
  /** The subscription was refused; what was followed before stays as it was. */
  "subscription-error": (error: SubscriptionError) => void;
}

/** Events from client to server. */
export interface ClientToServerEvents {
  subscribe: (subscription: Subscription) => void;
  unsubscribe: (subscription: Subscription) => void;
}

/** One message of the plain WebSocket on `/ws`, as JSON text: one reading. */
export interface PlainReading {
  device: string;
  /** ISO 8601 with milliseconds, UTC. */
  timestamp: string;
  data: Record<string, number>;
}
