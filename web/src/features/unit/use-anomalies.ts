import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { isNotFound } from "../../api/api-error.js";
import { deviceAnomaliesQuery } from "../../api/device-anomalies.query.js";
import type { InsightTrail } from "../../realtime/insight-trail.js";
import { useLivePlatform, useObserved } from "../../realtime/live-platform.js";
import { type Anomaly, anomaliesOf } from "./anomalies.js";

interface KnownAnomalies {
  anomalies: Anomaly[];
  /** Why there may be more of them. */
  trouble: { message: string; retry: () => void } | undefined;
}

/** A unit's anomalies: those of the database, joined with what is said live. */
export function useAnomalies(id: string, insights: InsightTrail): KnownAnomalies {
  const { clock } = useLivePlatform();
  const { data, error, refetch } = useQuery(deviceAnomaliesQuery(id, () => clock.now()));
  const live = useObserved(insights.insights);
  const anomalies = useMemo(() => anomaliesOf(data ?? [], live), [data, live]);
  // A unit that the database does not know yet has no past.
  const isTrouble = error !== null && !isNotFound(error);
  return { anomalies, trouble: isTrouble ? { message: error.message, retry: () => void refetch() } : undefined };
}
