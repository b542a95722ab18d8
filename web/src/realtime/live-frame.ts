import {
  assertReadingColumns,
  assertRoomForecasts,
  assertRoomInsights,
  type ForecastFrame,
  type InsightFrame,
  type LiveFrame,
  type Snapshot,
} from "@gridwatch/contracts";

/** What arrived, by which event. A device may be called `fleet`, so the room alone does not tell. */
export type LiveEvent =
  | { kind: "snapshot"; frame: Snapshot }
  | { kind: "fleet" | "readings"; frame: LiveFrame }
  | { kind: "insight"; frame: InsightFrame }
  | { kind: "forecast"; frame: ForecastFrame };

/**
 * What arrived by this event, if it is of the contract's shape. Never throws.
 *
 * @returns `undefined` when it is not
 */
export function liveEventOf(kind: LiveEvent["kind"], frame: unknown): LiveEvent | undefined {
  switch (kind) {
    case "snapshot":
      return isLiveFrame(frame) && hasInsights(frame) && hasForecasts(frame) ? { kind, frame } : undefined;
    case "insight":
      return isFrame(frame) && hasInsights(frame) ? { kind, frame } : undefined;
    case "forecast":
      return isFrame(frame) && hasForecasts(frame) ? { kind, frame } : undefined;
    default:
      return isLiveFrame(frame) ? { kind, frame } : undefined;
  }
}

interface Frame {
  room: string;
  at: number;
}

function isFrame(value: unknown): value is Frame {
  if (typeof value !== "object" || value === null) return false;
  const { room, at } = value as Partial<Frame>;
  return typeof room === "string" && Number.isFinite(at);
}

function isLiveFrame(value: unknown): value is LiveFrame {
  return isFrame(value) && holds(() => assertReadingColumns((value as Partial<LiveFrame>).readings));
}

function hasInsights<T extends Frame>(frame: T): frame is T & InsightFrame {
  return holds(() => assertRoomInsights(frame.room, (frame as Partial<InsightFrame>).insights));
}

function hasForecasts<T extends Frame>(frame: T): frame is T & ForecastFrame {
  return holds(() => assertRoomForecasts(frame.room, (frame as Partial<ForecastFrame>).forecasts));
}

function holds(assertion: () => void): boolean {
  try {
    assertion();
    return true;
  } catch {
    return false;
  }
}
