import { deviceRoom, ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { TIME_RANGES } from "../../charts/time-range.js";
import { useLivePlatform } from "../../realtime/live-platform.js";
import { ReadingTrail } from "../../realtime/reading-trail.js";

export const METRIC_NAMES = ELECTRICAL_METRICS.map(({ name }) => name);

/** What was read just before a snapshot is in the database by then. */
const STORED_AFTER_MS = 1_500;

/**
 * Follows every reading of a unit. A snapshot means that readings may have passed unseen (the page was just opened,
 * the connection lost, the client too slow), so the history is asked again to fill the hole.
 */
export function useReadingTrail(id: string): ReadingTrail {
  const { feed } = useLivePlatform();
  const client = useQueryClient();
  const [trail] = useState(() => new ReadingTrail(id, METRIC_NAMES, TIME_RANGES.live.spanMs));
  useEffect(() => {
    let refill: ReturnType<typeof setTimeout> | undefined;
    const stopConsuming = feed.consume((events) => {
      const mine = events.filter(({ frame }) => frame.room === deviceRoom(id));
      trail.append(mine.flatMap(({ kind, frame }) => (kind === "readings" ? [frame.readings] : [])));
      if (!mine.some(({ kind }) => kind === "snapshot")) return;
      clearTimeout(refill);
      refill = setTimeout(() => void client.invalidateQueries({ queryKey: ["history", id] }), STORED_AFTER_MS);
    });
    const unfollow = feed.followDevice(id);
    return () => {
      clearTimeout(refill);
      unfollow();
      stopConsuming();
    };
  }, [feed, client, trail, id]);
  return trail;
}
