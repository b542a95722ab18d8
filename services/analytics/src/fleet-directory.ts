import { MAX_NAMED_DEVICES, type TelemetryReader } from "@gridwatch/telemetry-store";
import { Cached } from "./cached.js";
import type { MetricSelection } from "./metric-selection.js";
import { findSightings, type Sighting } from "./sightings.js";
import { DAY_MS } from "./windows.js";

export interface Unit extends Sighting {
  id: string;
  /** Newest value per metric; absent until asked for when its last reading is older than a day. */
  values?: Record<string, number>;
}

export interface FleetSnapshot {
  /** When this was true, epoch milliseconds. */
  at: number;
  /** Ordered by id. */
  units: Unit[];
}

/** Devices' clocks may run this much ahead (ingest takes 5 minutes). */
const AHEAD_MS = 10 * 60_000;

/** Values are looked for this far back; the width costs next to nothing, the number of units does. */
const RECENT_MS = DAY_MS;

const MAX_OLD_VALUES = 20_000;

/**
 * Which units there are, when each was seen, and its newest values. What changes every second is asked for in one
 * query over the last day; the walk over all of the retention, which finds old units and first sightings, is made rarely.
 */
export class FleetDirectory {
  private readonly sightings: Cached<Map<string, Sighting>>;
  private readonly fleet: Cached<FleetSnapshot>;
  private readonly oldValues = new Map<string, { lastSeen: number; values: Record<string, number> }>();

  constructor(
    private readonly reader: TelemetryReader,
    private readonly metrics: MetricSelection,
    retentionDays: number,
  ) {
    const walk = () => {
      const now = Date.now();
      return findSightings(reader, { from: now - retentionDays * DAY_MS, to: now + AHEAD_MS });
    };
    // A walk stays usable for as long as the recent query reaches back to it.
    this.sightings = new Cached(walk, { freshMs: 10 * 60_000, usableMs: RECENT_MS / 2 });
    this.fleet = new Cached(() => this.load(), { freshMs: 2_000, usableMs: 4_000 });
  }

  /** @throws StoreError */
  snapshot(): Promise<FleetSnapshot> {
    return this.fleet.get();
  }

  /** @throws StoreError */
  async find(id: string): Promise<{ at: number; unit: Unit } | undefined> {
    const { at, units } = await this.snapshot();
    const unit = units.find((candidate) => candidate.id === id);
    return unit && { at, unit };
  }

  /**
   * The newest values of each of these units, in the same order. For one last seen more than a day ago they are read
   * back from the day before its last reading.
   *
   * @throws StoreError
   */
  async values(units: readonly Unit[]): Promise<Record<string, number>[]> {
    if (this.oldValues.size > MAX_OLD_VALUES) this.oldValues.clear();
    const old = units.filter((unit) => unit.values === undefined && !this.holdsOldValues(unit));
    old.sort((a, b) => a.lastSeen - b.lastSeen);
    for (let i = 0; i < old.length; i += MAX_NAMED_DEVICES) {
      await this.loadOldValues(old.slice(i, i + MAX_NAMED_DEVICES));
    }
    return units.map((unit) => unit.values ?? this.oldValues.get(unit.id)?.values ?? {});
  }

  private async load(): Promise<FleetSnapshot> {
    const at = Date.now();
    const recent = { from: at - RECENT_MS, to: at + AHEAD_MS };
    const metrics = await this.metrics.reported();
    const [sightings, lastSeen, values] = await Promise.all([
      this.sightings.get(),
      this.reader.seen("last", recent),
      this.reader.newestValues(recent, metrics),
    ]);
    const isNew = [...lastSeen.keys()].some((id) => !sightings.has(id));
    const firstSeen = isNew ? await this.reader.seen("first", recent) : undefined;
    for (const [id, last] of lastSeen) {
      const known = sightings.get(id);
      sightings.set(id, {
        firstSeen: known?.firstSeen ?? firstSeen?.get(id) ?? last,
        lastSeen: Math.max(known?.lastSeen ?? last, last),
      });
    }
    const units = [...sightings].map(([id, sighting]) => {
      const newest = values.get(id);
      return newest === undefined ? { id, ...sighting } : { id, ...sighting, values: newest };
    });
    return { at, units: units.sort((a, b) => (a.id < b.id ? -1 : 1)) };
  }

  private holdsOldValues(unit: Unit): boolean {
    return this.oldValues.get(unit.id)?.lastSeen === unit.lastSeen;
  }

  /** @param units ordered by their last reading, so that the range stays narrow */
  private async loadOldValues(units: readonly Unit[]): Promise<void> {
    const [oldest, newest] = [units[0], units.at(-1)];
    if (oldest === undefined || newest === undefined) return;
    const range = { from: oldest.lastSeen - RECENT_MS, to: newest.lastSeen + 1 };
    const ids = units.map(({ id }) => id);
    const found = await this.reader.newestValues(range, await this.metrics.reported(), ids);
    for (const { id, lastSeen } of units) this.oldValues.set(id, { lastSeen, values: found.get(id) ?? {} });
  }
}
