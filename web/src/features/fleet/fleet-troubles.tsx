import { type Query, useQueryClient } from "@tanstack/react-query";
import { VOLTAGE_HOUR_KEY } from "../../api/voltage-hour.query.js";
import { useAtTick } from "../../realtime/live-platform.js";
import { ErrorNotice } from "../../ui/notice.js";
import { useDeviceList } from "../../units/use-device-list.js";

/** The table goes on without the database, but may lack units or their last hour, and that has to be said. */
export function FleetTroubles() {
  return (
    <>
      <ListTrouble />
      <HourTrouble />
    </>
  );
}

function ListTrouble() {
  const { error, refetch } = useDeviceList();
  if (error === null) return null;
  return (
    <div className="pb-3">
      <ErrorNotice title="The list of known units cannot be loaded" onRetry={() => void refetch()}>
        {error.message} Units that are silent may be missing below.
      </ErrorNotice>
    </div>
  );
}

/** Of the rows in view. */
const FAILED = {
  queryKey: VOLTAGE_HOUR_KEY,
  type: "active",
  predicate: ({ state }: Query) => state.status === "error",
} as const;

/** Said once for all rows: each asks for its own hour, and none has room for it. */
function HourTrouble() {
  const client = useQueryClient();
  const message = useAtTick(() => client.getQueryCache().findAll(FAILED)[0]?.state.error?.message ?? "");
  if (message === "") return null;
  return (
    <div className="pb-3">
      <ErrorNotice title="The last hour cannot be loaded" onRetry={() => void client.refetchQueries(FAILED)}>
        {message} Where it is missing, the course begins with the readings that arrive.
      </ErrorNotice>
    </div>
  );
}
