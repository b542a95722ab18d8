import { assertReadingColumns, type LiveFrame } from "@gridwatch/contracts";

/** What arrived, by which event. A device may be called `fleet`, so the room alone does not tell. */
export interface LiveEvent {
  kind: "snapshot" | "fleet" | "readings";
  frame: LiveFrame;
}

/** Whether something from the network is a frame of the contract's shape. Never throws. */
export function isLiveFrame(value: unknown): value is LiveFrame {
  if (typeof value !== "object" || value === null) return false;
  const { room, at, readings } = value as Partial<LiveFrame>;
  if (typeof room !== "string" || !Number.isFinite(at)) return false;
  try {
    assertReadingColumns(readings);
    return true;
  } catch {
    return false;
  }
}
