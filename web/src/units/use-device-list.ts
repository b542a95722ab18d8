import { useQuery } from "@tanstack/react-query";
import { deviceListQuery } from "../api/device-list.query.js";
import { useLivePlatform } from "../realtime/live-platform.js";
import { DEFAULT_STALE_AFTER_MS } from "./unit-condition.js";

/** Brings the store of units up to what the database knows, again and again, and tells how that goes. */
export function useDeviceList() {
  return useQuery(useDeviceListQuery());
}

/** How long a unit may be silent, as the platform has it configured. */
export function useStaleAfterMs(): number {
  const { data } = useQuery({ ...useDeviceListQuery(), select: ({ staleAfterMs }) => staleAfterMs });
  return data ?? DEFAULT_STALE_AFTER_MS;
}

function useDeviceListQuery() {
  const { units } = useLivePlatform();
  return deviceListQuery((devices) => units.applyDevices(devices));
}
