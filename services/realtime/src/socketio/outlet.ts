import type { ForecastFrame, InsightFrame, LiveFrame, Snapshot } from "@gridwatch/contracts";

/** Sends frames to clients. Each call encodes its frame once, however many receive it. */
export interface Outlet {
  hasMembers(room: string): boolean;
  broadcast(room: string, event: "fleet" | "readings", frame: LiveFrame): void;
  sendInsights(room: string, frame: InsightFrame): void;
  sendForecasts(room: string, frame: ForecastFrame): void;
  sendSnapshot(clientIds: string[], frame: Snapshot): void;
}
