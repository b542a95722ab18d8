import type { TelemetryReader, TimeRange } from "@gridwatch/telemetry-store";
import { DAY_MS } from "./windows.js";

/** When a unit's oldest and newest reading was taken, epoch milliseconds. */
export interface Sighting {
  firstSeen: number;
  lastSeen: number;
}

/**
 * Every unit that has a reading in the range. Walks back in slices: the database's effort grows with units times shards,
 * so one query over all of the retention would outlast any sensible time limit on a large fleet.
 */
export async function findSightings(
  reader: Pick<TelemetryReader, "seen">,
  range: TimeRange,
): Promise<Map<string, Sighting>> {
  const sliceMs = Math.max(7 * DAY_MS, Math.ceil((range.to - range.from) / 60));
  const sightings = new Map<string, Sighting>();
  for (let to = range.to; to > range.from; to -= sliceMs) {
    const slice = { from: Math.max(range.from, to - sliceMs), to };
    const first = await reader.seen("first", slice);
    const meetsNewUnits = [...first.keys()].some((id) => !sightings.has(id));
    const last = meetsNewUnits ? await reader.seen("last", slice) : undefined;
    for (const [id, firstSeen] of first) {
      const lastSeen = sightings.get(id)?.lastSeen ?? last?.get(id) ?? firstSeen;
      sightings.set(id, { firstSeen, lastSeen });
    }
  }
  return sightings;
}
