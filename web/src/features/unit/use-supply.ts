import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { deviceHistoryQuery } from "../../api/device-history.query.js";
import { useLivePlatform } from "../../realtime/live-platform.js";
import { type Supply, supplyOf } from "./supply.js";
import { WEEK } from "./week.js";

const UNKNOWN: Supply = { output: null, input: null };

/** A unit's nominal voltages; none until its last 7 days are there. */
export function useSupply(id: string): Supply {
  const { clock } = useLivePlatform();
  const { data } = useQuery(deviceHistoryQuery(id, WEEK, () => clock.now()));
  return useMemo(() => (data === undefined ? UNKNOWN : supplyOf(data)), [data]);
}
