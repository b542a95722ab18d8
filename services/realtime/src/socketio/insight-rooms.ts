import { deviceOfRoom, deviceRoom, FLEET_ROOM, type Insight, type RoomInsights } from "@gridwatch/contracts";
import { inSpan } from "@gridwatch/service-kit";
import { frameWork } from "../frame-work.js";
import { toInsightColumns } from "../insight-columns.js";
import type { LatestInsights } from "../latest-insights.js";
import type { RealtimeCounts } from "../realtime-counts.js";
import type { StatementAudience } from "../statement-feed.js";
import { type FleetChanges, FleetTicker } from "./fleet-ticker.js";
import type { Outlet } from "./outlet.js";

/**
 * Tells the rooms what models say: a unit's room everything, the fleet's the newest of each unit, and each opening and
 * end of an anomaly. A client that was behind is told of those it missed when it is let in again.
 */
export class InsightRooms implements StatementAudience<Insight> {
  private readonly ticker = new FleetTicker(frameWork("insight"), (changes) => this.sendFleet(changes));
  /** Up to where the fleet's room has been told of the changes. */
  private fleetPosition = 0;

  /** @param behindIn how many followers of a room miss what is sent there now */
  constructor(
    private readonly outlet: Outlet,
    private readonly latest: LatestInsights,
    private readonly counts: RealtimeCounts,
    private readonly behindIn: (room: string) => number,
  ) {}

  goLive(): void {
    this.fleetPosition = this.latest.changes.position;
    const all = this.latest.ofAll();
    this.publish(all, new Set(all.keys()));
  }

  publish(insights: readonly Insight[], changedRows: ReadonlySet<number>): void {
    if (this.isFollowed(FLEET_ROOM)) this.ticker.add(changedRows, insights.length);
    else this.fleetPosition = this.latest.changes.position;
    const followed = new Map<string, Insight[]>();
    for (const insight of insights) {
      const room = deviceRoom(insight.device);
      const own = followed.get(room);
      if (own !== undefined) own.push(insight);
      else if (this.isFollowed(room)) followed.set(room, [insight]);
    }
    if (followed.size === 0) return;
    inSpan(frameWork("insight"), () => {
      for (const [room, own] of followed) this.sendOwn(room, own);
    });
  }

  /** The place in the changes up to which members of the room have been told. */
  positionIn(room: string): number {
    return room === FLEET_ROOM ? this.fleetPosition : this.latest.changes.position;
  }

  /** @param missedFrom place in the changes from which on they were missed; nothing was when it is left out */
  newestIn(room: string, missedFrom?: number): RoomInsights {
    if (room === FLEET_ROOM) return toInsightColumns(this.withChanges(this.latest.ofAll(), missedFrom));
    const device = deviceOfRoom(room);
    return this.withChanges(this.latest.ofDevice(device), missedFrom, device);
  }

  stop(): void {
    this.ticker.stop();
  }

  private isFollowed(room: string): boolean {
    return this.outlet.hasMembers(room) || this.behindIn(room) > 0;
  }

  private sendOwn(room: string, insights: Insight[]): void {
    this.counts.insights.behind += insights.length * this.behindIn(room);
    if (!this.outlet.hasMembers(room)) return;
    this.counts.insights.frames.device++;
    this.outlet.sendInsights(room, { room, at: Date.now(), insights });
  }

  private sendFleet({ rows, count }: FleetChanges): void {
    const insights = this.withChanges(this.latest.ofRows(rows), this.fleetPosition);
    this.fleetPosition = this.latest.changes.position;
    this.counts.insights.coalesced += Math.max(0, count - insights.length);
    this.counts.insights.behind += insights.length * this.behindIn(FLEET_ROOM);
    if (!this.outlet.hasMembers(FLEET_ROOM)) return;
    this.counts.insights.frames.fleet++;
    this.outlet.sendInsights(FLEET_ROOM, { room: FLEET_ROOM, at: Date.now(), insights: toInsightColumns(insights) });
  }

  /** The changes first, then the newest that are none of them: each unit's in order. */
  private withChanges(newest: readonly Insight[], from: number | undefined, device?: string): Insight[] {
    if (from === undefined) return [...newest];
    const { insights, lost } = this.latest.changes.since(from, device);
    this.counts.insights.lostChanges += lost;
    const told = new Set(insights);
    return [...insights, ...newest.filter((insight) => !told.has(insight))];
  }
}
