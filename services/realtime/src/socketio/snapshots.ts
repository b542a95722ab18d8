import { deviceOfRoom, FLEET_ROOM } from "@gridwatch/contracts";
import type { LatestValues } from "../latest-values.js";
import { FLEET_FRAME_MS } from "./fleet-ticker.js";
import type { ForecastRooms } from "./forecast-rooms.js";
import type { InsightRooms } from "./insight-rooms.js";
import type { LiveClient } from "./live-client.js";
import type { Outlet } from "./outlet.js";

/**
 * Lets clients into rooms: first the newest values, insights and forecasts, then membership, with nothing in between. A snapshot of the fleet is
 * large, so those who come at about the same time share one.
 */
export class Snapshots {
  private readonly waiting = new Set<LiveClient>();
  private timer: NodeJS.Timeout | undefined;
  private nextAt = 0;

  constructor(
    private readonly outlet: Outlet,
    private readonly latest: LatestValues,
    private readonly insights: InsightRooms,
    private readonly forecasts: ForecastRooms,
    private readonly fleetEveryMs = FLEET_FRAME_MS,
  ) {}

  letIn(client: LiveClient, room: string): void {
    if (room !== FLEET_ROOM) {
      const readings = this.latest.ofDevice(deviceOfRoom(room));
      const insights = this.insights.newestIn(room, client.takeMissedFrom(room));
      const forecasts = this.forecasts.newestIn(room);
      this.outlet.sendSnapshot([client.connection.id], { room, at: Date.now(), readings, insights, forecasts });
      client.connection.join(room);
      return;
    }
    this.waiting.add(client);
    this.timer ??= setTimeout(() => this.letWaitingIn(), Math.max(0, this.nextAt - performance.now()));
  }

  /** The client no longer waits for the fleet. */
  withdraw(client: LiveClient): void {
    this.waiting.delete(client);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private letWaitingIn(): void {
    this.timer = undefined;
    if (this.waiting.size === 0) return;
    this.nextAt = performance.now() + this.fleetEveryMs;
    const clients = [...this.waiting];
    this.waiting.clear();
    const ids = clients.map(({ connection }) => connection.id);
    // What one of them has missed does the others no harm.
    const missed = clients.map((client) => client.takeMissedFrom(FLEET_ROOM)).filter((place) => place !== undefined);
    const insights = this.insights.newestIn(FLEET_ROOM, missed.length === 0 ? undefined : Math.min(...missed));
    const [readings, forecasts] = [this.latest.ofAll(), this.forecasts.newestIn(FLEET_ROOM)];
    this.outlet.sendSnapshot(ids, { room: FLEET_ROOM, at: Date.now(), readings, insights, forecasts });
    for (const { connection } of clients) connection.join(FLEET_ROOM);
  }
}
