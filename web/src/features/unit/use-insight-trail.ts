import { deviceRoom } from "@gridwatch/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { TIME_RANGES } from "../../charts/time-range.js";
import { InsightTrail } from "../../realtime/insight-trail.js";
import { useLivePlatform } from "../../realtime/live-platform.js";

/** What was said just before a snapshot is in the database by then. */
const STORED_AFTER_MS = 1_500;

/**
 * What models say of a unit that is followed, see `useReadingTrails`. After a snapshot the database is asked again, for what
 * was said unseen.
 */
export function useInsightTrail(id: string): InsightTrail {
  const { feed } = useLivePlatform();
  const client = useQueryClient();
  const [trail] = useState(() => new InsightTrail(id, TIME_RANGES.live.spanMs));
  useEffect(() => {
    let refill: ReturnType<typeof setTimeout> | undefined;
    const stopConsuming = feed.consume((events) => {
      const mine = events.filter(({ frame }) => frame.room === deviceRoom(id));
      trail.append(
        mine.flatMap(({ frame }) => ("insights" in frame && Array.isArray(frame.insights) ? frame.insights : [])),
      );
      if (!mine.some(({ kind }) => kind === "snapshot")) return;
      clearTimeout(refill);
      refill = setTimeout(() => void client.invalidateQueries({ queryKey: ["insights", id] }), STORED_AFTER_MS);
    });
    return () => {
      clearTimeout(refill);
      stopConsuming();
    };
  }, [feed, client, trail, id]);
  return trail;
}
