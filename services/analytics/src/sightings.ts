import type { TelemetryReader, TimeRange } from "@gridwatch/telemetry-store";
import { DAY_MS } from "./windows.js";

/** When a unit's oldest and newest reading was taken, epoch milliseconds. */
export interface Sighting {
  firstSeen: number;
  lastSeen: number;
}

/**
 * Every unit that has a reading in the range, or had one before it, which then is known to the hour. Walks back in slices: the
 * database's effort grows with units times shards, so one query over all of the retention would outlast any sensible time limit
 * on a large fleet.
 *
 * @param range what raw readings are kept of
 */
export async function findSightings(
  reader: Pick<TelemetryReader, "seen" | "seenHour">,
  range: TimeRange,
): Promise<Map<string, Sighting>> {
  const sliceMs = Math.max(7 * DAY_MS, Math.ceil((range.to - range.from) / 60));
  const sightings = await findEarlier(reader, range.from);
  const seen = new Set<string>();
  for (let to = range.to; to > range.from; to -= sliceMs) {
    const slice = { from: Math.max(range.from, to - sliceMs), to };
    const first = await reader.seen("first", slice);
    const meetsNewUnits = [...first.keys()].some((id) => !seen.has(id));
    const last = meetsNewUnits ? await reader.seen("last", slice) : undefined;
    for (const [id, firstSeen] of first) {
      const known = sightings.get(id);
      const lastSeen = Math.max(known?.lastSeen ?? 0, last?.get(id) ?? firstSeen);
      sightings.set(id, { firstSeen: Math.min(known?.firstSeen ?? firstSeen, firstSeen), lastSeen });
      seen.add(id);
    }
  }
  return sightings;
}

/** What only rollups still know of. */
async function findEarlier(reader: Pick<TelemetryReader, "seenHour">, before: number): Promise<Map<string, Sighting>> {
  const [first, last] = await Promise.all([reader.seenHour("first", before), reader.seenHour("last", before)]);
  return new Map([...first].map(([id, firstSeen]) => [id, { firstSeen, lastSeen: last.get(id) ?? firstSeen }]));
}
