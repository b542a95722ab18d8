import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiError } from "../../api/api-error.js";
import { deviceAnomaliesQuery } from "../../api/device-anomalies.query.js";
import type { InsightTrail } from "../../realtime/insight-trail.js";
import { useLivePlatform, useObserved } from "../../realtime/live-platform.js";
import { type Anomaly, anomaliesOf } from "./anomalies.js";

interface KnownAnomalies {
  anomalies: Anomaly[];
  /** Why there may be more of them. */
  trouble: string | undefined;
}

/** A unit's anomalies: those of the database, joined with what is said live. */
export function useAnomalies(id: string, insights: InsightTrail): KnownAnomalies {
  const { clock } = useLivePlatform();
  const { data, error } = useQuery(deviceAnomaliesQuery(id, () => clock.now()));
  const live = useObserved(insights.insights);
  const anomalies = useMemo(() => anomaliesOf(data ?? [], live), [data, live]);
  // A unit that the database does not know yet has no past.
  const isNew = error instanceof ApiError && error.status === 404;
  return { anomalies, trouble: isNew ? undefined : error?.message };
}
