import { deviceOfRoom, deviceRoom, FLEET_ROOM, type Forecast, type RoomForecasts } from "@gridwatch/contracts";
import { toForecastColumns } from "../forecast-columns.js";
import { frameWork } from "../frame-work.js";
import type { LatestForecasts } from "../latest-forecasts.js";
import type { RealtimeCounts } from "../realtime-counts.js";
import type { StatementAudience } from "../statement-feed.js";
import { FleetTicker } from "./fleet-ticker.js";
import type { Outlet } from "./outlet.js";

/** Tells a unit's room of each of its failure forecasts, and the fleet's of the newest of each unit. What a client missed while it was behind is in its next snapshot. */
export class ForecastRooms implements StatementAudience<Forecast> {
  private readonly ticker = new FleetTicker(frameWork("forecast"), ({ rows }) =>
    this.send(FLEET_ROOM, "fleet", toForecastColumns(this.latest.ofRows(rows))),
  );

  constructor(
    private readonly outlet: Outlet,
    private readonly latest: LatestForecasts,
    private readonly counts: RealtimeCounts,
  ) {}

  goLive(): void {
    const all = this.latest.ofAll();
    this.publish(all, new Set(all.keys()));
  }

  publish(forecasts: readonly Forecast[], changedRows: ReadonlySet<number>): void {
    if (this.outlet.hasMembers(FLEET_ROOM)) this.ticker.add(changedRows, forecasts.length);
    for (const forecast of forecasts) this.send(deviceRoom(forecast.device), "device", [forecast]);
  }

  newestIn(room: string): RoomForecasts {
    if (room === FLEET_ROOM) return toForecastColumns(this.latest.ofAll());
    return this.latest.ofDevice(deviceOfRoom(room));
  }

  stop(): void {
    this.ticker.stop();
  }

  private send(room: string, kind: "fleet" | "device", forecasts: RoomForecasts): void {
    if (!this.outlet.hasMembers(room)) return;
    this.counts.forecasts.frames[kind]++;
    this.outlet.sendForecasts(room, { room, at: Date.now(), forecasts });
  }
}
