import type {
  ForecastFrame,
  InsightFrame,
  LiveFrame,
  RoomForecasts,
  RoomInsights,
  Snapshot,
} from "@gridwatch/contracts";
import { ForecastFeed } from "../forecast-feed.js";
import { InsightFeed } from "../insight-feed.js";
import { Latest } from "../latest.js";
import { LiveFeed } from "../live-feed.js";
import { RealtimeCounts } from "../realtime-counts.js";
import type { LiveConnection } from "./live-client.js";
import { LiveRooms } from "./live-rooms.js";
import type { Outlet } from "./outlet.js";
import { parseSubscription } from "./subscription.js";

/** Rooms and deliveries in memory, with connections that can be told to stall. */
class MemoryOutlet implements Outlet {
  private readonly members = new Map<string, Set<MemoryConnection>>();
  readonly connections = new Map<string, MemoryConnection>();

  connect(id: string): MemoryConnection {
    const connection = new MemoryConnection(id, this.members);
    this.connections.set(id, connection);
    return connection;
  }

  hasMembers(room: string): boolean {
    return (this.members.get(room)?.size ?? 0) > 0;
  }

  broadcast(room: string, event: "fleet" | "readings", frame: LiveFrame): void {
    for (const { received } of this.members.get(room) ?? []) received.push(summary(event, frame));
  }

  sendInsights(room: string, { insights }: InsightFrame): void {
    for (const { received } of this.members.get(room) ?? []) received.push(`insight ${room} ${insightsIn(insights)}`);
  }

  sendForecasts(room: string, { forecasts }: ForecastFrame): void {
    for (const { received } of this.members.get(room) ?? [])
      received.push(`forecast ${room} ${forecastsIn(forecasts)}`);
  }

  sendSnapshot(clientIds: string[], frame: Snapshot): void {
    const insights = insightsIn(frame.insights);
    const forecasts = forecastsIn(frame.forecasts);
    const text = [summary("snapshot", frame), insights, forecasts].filter((part) => part !== "").join(" | ");
    for (const id of clientIds) this.connections.get(id)?.received.push(text);
  }
}

class MemoryConnection implements LiveConnection {
  readonly received: string[] = [];
  stalledFor = 0;
  drained = true;
  isCutOff = false;

  constructor(
    readonly id: string,
    private readonly members: Map<string, Set<MemoryConnection>>,
  ) {}

  stalledMs(): number {
    return this.stalledFor;
  }
  isDrained(): boolean {
    return this.drained;
  }
  join(room: string): void {
    this.members.set(room, (this.members.get(room) ?? new Set()).add(this));
  }
  leave(room: string): void {
    this.members.get(room)?.delete(this);
  }
  cutOff(): void {
    this.isCutOff = true;
  }
}

/** For instance `readings device:a a=1,a=2`. */
function summary(event: string, { room, readings }: LiveFrame): string {
  const rows = readings.devices.map((device, i) => `${device}=${readings.metrics["v"]?.[i]}`);
  return `${event} ${room} ${rows.join()}`;
}

/** Per insight unit, time and anomaly: `a@20`, while one lasts `a@20(10-)`, when it ends `a@30(10-30)`. */
function insightsIn(insights: RoomInsights): string {
  const rows = Array.isArray(insights)
    ? insights.map(({ device, at, event }) => [device, at, event?.start, event?.end])
    : insights.devices.map((device, i) => [
        device,
        insights.ats[i],
        insights.anomalyStarts[i] ?? undefined,
        insights.anomalyEnds[i] ?? undefined,
      ]);
  return rows
    .map(([device, at, start, end]) => `${device}@${at}${start === undefined ? "" : `(${start}-${end ?? ""})`}`)
    .join();
}

/** Per forecast unit, time and risk: `a@20:0.4`. */
function forecastsIn(forecasts: RoomForecasts): string {
  const rows = Array.isArray(forecasts)
    ? forecasts.map(({ device, at, within48h }) => [device, at, within48h])
    : forecasts.devices.map((device, i) => [device, forecasts.ats[i], forecasts.within48h[i]]);
  return rows.map(([device, at, risk]) => `${device}@${at}:${risk ?? "-"}`).join();
}

/** Rooms with what feeds them. */
export function started({ live = true } = {}) {
  const outlet = new MemoryOutlet();
  const latest = new Latest(100);
  const counts = new RealtimeCounts();
  const rooms = new LiveRooms(outlet, latest, counts, 30_000);
  const feed = new LiveFeed(latest.values, [rooms], counts);
  const insights = new InsightFeed(latest.insights, rooms.insights, counts.insights);
  const forecasts = new ForecastFeed(latest.forecasts, rooms.forecasts, counts.forecasts);
  if (live) {
    feed.goLive();
    insights.goLive();
    forecasts.goLive();
  }
  const client = (id: string, subscription?: object) => {
    const connection = outlet.connect(id);
    rooms.connect(connection);
    if (subscription !== undefined) rooms.subscribe(id, parseSubscription(subscription));
    return connection;
  };
  return { counts, rooms, feed, insights, forecasts, client };
}
