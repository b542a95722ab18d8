import { deviceRoom, ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useLivePlatform } from "../realtime/live-platform.js";
import { ReadingTrail } from "../realtime/reading-trail.js";
import { TIME_RANGES } from "./time-range.js";

export const METRIC_NAMES = ELECTRICAL_METRICS.map(({ name }) => name);

/** What was read just before a snapshot is in the database by then. */
const STORED_AFTER_MS = 1_500;

/**
 * Follows every reading of some units. A snapshot means that readings may have passed unseen (the page was just opened,
 * the connection lost, the client too slow), so the history is asked again to fill the hole.
 *
 * @returns one trail for each of them, the same for as long as the ids are
 */
export function useReadingTrails<const Ids extends readonly string[]>(
  ids: Ids,
): { readonly [Place in keyof Ids]: ReadingTrail } {
  const { feed } = useLivePlatform();
  const client = useQueryClient();
  const key = ids.join();
  const trails = useMemo(() => {
    const followed = key === "" ? [] : key.split(",");
    return followed.map((id) => new ReadingTrail(id, METRIC_NAMES, TIME_RANGES.live.spanMs));
  }, [key]);
  useEffect(() => {
    const refills = new Map<string, ReturnType<typeof setTimeout>>();
    const refillSoon = (id: string) => {
      clearTimeout(refills.get(id));
      const refill = () => void client.invalidateQueries({ queryKey: ["history", id] });
      refills.set(id, setTimeout(refill, STORED_AFTER_MS));
    };
    const stopConsuming = feed.consume((events) => {
      for (const trail of trails) {
        const mine = events.filter(({ frame }) => frame.room === deviceRoom(trail.device));
        trail.append(mine.flatMap(({ kind, frame }) => (kind === "readings" ? [frame.readings] : [])));
        if (mine.some(({ kind }) => kind === "snapshot")) refillSoon(trail.device);
      }
    });
    const unfollow = trails.map(({ device }) => feed.followDevice(device));
    return () => {
      for (const refill of refills.values()) clearTimeout(refill);
      for (const stop of [...unfollow, stopConsuming]) stop();
    };
  }, [feed, client, trails]);
  return trails as { readonly [Place in keyof Ids]: ReadingTrail };
}
