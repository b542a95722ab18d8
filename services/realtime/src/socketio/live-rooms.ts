import { deviceRoom, FLEET_ROOM, MAX_DEVICE_ROOMS_PER_CLIENT, type ReadingColumns } from "@gridwatch/contracts";
import { inSpan } from "@gridwatch/service-kit";
import { frameWork } from "../frame-work.js";
import type { Latest } from "../latest.js";
import type { Audience } from "../live-feed.js";
import { rowsByDevice, selectRows } from "../reading-rows.js";
import type { RealtimeCounts } from "../realtime-counts.js";
import { type FleetChanges, FleetTicker } from "./fleet-ticker.js";
import { ForecastRooms } from "./forecast-rooms.js";
import { InsightRooms } from "./insight-rooms.js";
import { LiveClient, type LiveConnection } from "./live-client.js";
import type { Outlet } from "./outlet.js";
import { Snapshots } from "./snapshots.js";
import { tooManyDevices } from "./subscription.js";

/** A client for which frames wait this long without one moving is behind. */
const BEHIND_AFTER_MS = 500;

/**
 * Who follows what on Socket.IO. A client that does not keep up leaves its rooms, so that it costs the others nothing,
 * and is let in again, with the newest values, once it has taken what it was sent.
 */
export class LiveRooms implements Audience {
  readonly insights: InsightRooms;
  readonly forecasts: ForecastRooms;
  private readonly clients = new Map<string, LiveClient>();
  /** Per room, how many followers are behind and thus miss what is sent there. */
  private readonly absent = new Map<string, number>();
  private readonly ticker = new FleetTicker(frameWork("fleet"), (changes) => this.sendFleet(changes));
  private readonly snapshots: Snapshots;
  private live = false;
  private behind = 0;

  constructor(
    private readonly outlet: Outlet,
    private readonly latest: Latest,
    private readonly counts: RealtimeCounts,
    private readonly stuckAfterMs: number,
  ) {
    this.insights = new InsightRooms(outlet, latest.insights, counts, (room) => this.absent.get(room) ?? 0);
    this.forecasts = new ForecastRooms(outlet, latest.forecasts, counts);
    this.snapshots = new Snapshots(outlet, latest.values, this.insights, this.forecasts);
  }

  get behindCount(): number {
    return this.behind;
  }

  connect(connection: LiveConnection): void {
    this.clients.set(connection.id, new LiveClient(connection));
  }

  disconnect(id: string): void {
    const client = this.clients.get(id);
    if (client === undefined) return;
    this.leave(client, client.rooms.keys());
    if (client.isBehind) this.behind--;
    this.clients.delete(id);
  }

  /** @throws InvalidSubscription when the client would follow too many units; it then follows what it did before. */
  subscribe(id: string, rooms: ReadonlySet<string>): void {
    const client = this.clients.get(id);
    if (client === undefined) return;
    const wanted = new Set([...client.rooms.keys(), ...rooms]);
    if (wanted.size - Number(wanted.has(FLEET_ROOM)) > MAX_DEVICE_ROOMS_PER_CLIENT) throw tooManyDevices();
    for (const room of rooms) {
      if (client.isBehind && !client.rooms.has(room)) this.countAbsent(room, 1);
      if (!client.rooms.has(room)) client.rooms.set(room, undefined);
      if (!client.isBehind && this.live) this.snapshots.letIn(client, room);
    }
  }

  unsubscribe(id: string, rooms: ReadonlySet<string>): void {
    const client = this.clients.get(id);
    if (client !== undefined) this.leave(client, rooms);
  }

  goLive(): void {
    this.live = true;
    for (const client of this.clients.values()) this.letIn(client);
  }

  publish(batch: ReadingColumns, changedRows: ReadonlySet<number>): void {
    if (this.outlet.hasMembers(FLEET_ROOM) || this.absent.has(FLEET_ROOM)) {
      this.ticker.add(changedRows, batch.devices.length);
    }
    const isFollowed = (room: string) => this.outlet.hasMembers(room) || this.absent.has(room);
    const followed = rowsByDevice(batch, (device) => isFollowed(deviceRoom(device)));
    if (followed.size === 0) return;
    inSpan(frameWork("readings"), () => {
      for (const [device, rows] of followed) this.sendReadings(device, batch, rows);
    });
  }

  /** Looks after the clients that are behind. To be called a few times a second. @param now of `performance.now()` */
  look(now: number): void {
    for (const client of this.clients.values()) {
      if (client.behindSince === undefined) {
        if (client.connection.stalledMs(now) >= BEHIND_AFTER_MS) this.fallBehind(client, now);
      } else if (client.connection.isDrained()) {
        this.catchUp(client);
      } else if (now - client.behindSince >= this.stuckAfterMs) {
        this.counts.stuckClients++;
        client.connection.cutOff();
      }
    }
  }

  /** More waits for the client than may. */
  overflow(id: string): void {
    const client = this.clients.get(id);
    if (client !== undefined && !client.isBehind) this.fallBehind(client, performance.now());
  }

  stop(): void {
    this.ticker.stop();
    this.insights.stop();
    this.forecasts.stop();
    this.snapshots.stop();
  }

  private fallBehind(client: LiveClient, now: number): void {
    client.behindSince = now;
    this.behind++;
    this.snapshots.withdraw(client);
    for (const room of client.rooms.keys()) {
      client.connection.leave(room);
      client.missFrom(room, this.insights.positionIn(room));
      this.countAbsent(room, 1);
    }
  }

  private catchUp(client: LiveClient): void {
    client.behindSince = undefined;
    this.behind--;
    for (const room of client.rooms.keys()) this.countAbsent(room, -1);
    if (this.live) this.letIn(client);
  }

  private letIn(client: LiveClient): void {
    for (const room of client.rooms.keys()) this.snapshots.letIn(client, room);
  }

  private leave(client: LiveClient, rooms: Iterable<string>): void {
    for (const room of rooms) {
      if (!client.rooms.delete(room)) continue;
      if (room === FLEET_ROOM) this.snapshots.withdraw(client);
      if (client.isBehind) this.countAbsent(room, -1);
      else client.connection.leave(room);
    }
  }

  private sendReadings(device: string, batch: ReadingColumns, rows: readonly number[]): void {
    const room = deviceRoom(device);
    this.counts.skippedBehind += rows.length * (this.absent.get(room) ?? 0);
    if (!this.outlet.hasMembers(room)) return;
    this.counts.frames.device++;
    this.outlet.broadcast(room, "readings", { room, at: Date.now(), readings: selectRows(batch, rows) });
  }

  private sendFleet({ rows, count }: FleetChanges): void {
    this.counts.coalesced += count - rows.size;
    this.counts.skippedBehind += rows.size * (this.absent.get(FLEET_ROOM) ?? 0);
    if (!this.outlet.hasMembers(FLEET_ROOM)) return;
    this.counts.frames.fleet++;
    this.outlet.broadcast(FLEET_ROOM, "fleet", {
      room: FLEET_ROOM,
      at: Date.now(),
      readings: this.latest.values.ofRows(rows),
    });
  }

  private countAbsent(room: string, change: 1 | -1): void {
    const count = (this.absent.get(room) ?? 0) + change;
    if (count === 0) this.absent.delete(room);
    else this.absent.set(room, count);
  }
}
