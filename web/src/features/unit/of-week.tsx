import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { isNotFound } from "../../api/api-error.js";
import { deviceHistoryQuery } from "../../api/device-history.query.js";
import { useLivePlatform } from "../../realtime/live-platform.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Skeleton } from "../../ui/skeleton.js";
import { WEEK, type Week, weekOf } from "./week.js";

/** What is made of a unit's last 7 days, once they are there and hold enough. */
export function OfWeek({ id, children }: { id: string; children: (week: Week) => ReactNode }) {
  const { clock } = useLivePlatform();
  const { data, error, isPending, refetch } = useQuery(deviceHistoryQuery(id, WEEK, () => clock.now()));
  const week = useMemo(() => data && weekOf(data), [data]);
  if (isPending) {
    return (
      <div aria-busy="true">
        <span className="sr-only">Loading the last 7 days</span>
        <Skeleton className="h-28" />
      </div>
    );
  }
  // A unit that the database does not know yet has no past.
  const isNew = isNotFound(error);
  if (week === undefined && !isNew) {
    return (
      <ErrorNotice title="The last 7 days cannot be loaded" onRetry={() => void refetch()}>
        {error?.message}
      </ErrorNotice>
    );
  }
  if (week === null) {
    return <p className="text-ink-2">Not known: the platform keeps windows of 10 minutes for less than 7 days.</p>;
  }
  if (week === undefined || week.timestamps.length === 0) {
    return <p className="text-ink-2">Not enough data: no whole 10 minutes with readings in the last 7 days.</p>;
  }
  return (
    <>
      {error !== null && (
        <div className="mb-3">
          <ErrorNotice title="The last 7 days are not renewed" onRetry={() => void refetch()}>
            {error.message} What stands below is from before.
          </ErrorNotice>
        </div>
      )}
      {children(week)}
    </>
  );
}
