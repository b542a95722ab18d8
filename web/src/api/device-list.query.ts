import type { Device, DeviceList } from "@gridwatch/contracts";
import { queryOptions } from "@tanstack/react-query";
import { getJson } from "./get-json.js";

const REFRESH_MS = 30_000;
const PAGE_SIZE = 1_000;

/** All units the database knows, so also those silent for longer than the live part remembers: handed on page by page, and not kept here too. */
export function deviceListQuery(take: (devices: Device[]) => void) {
  return queryOptions({
    queryKey: ["devices"],
    queryFn: async ({ signal }): Promise<Omit<DeviceList, "devices">> => {
      for (let known = 0; ; ) {
        const { devices, ...list } = await devicePage(known, signal);
        take(devices);
        known += devices.length;
        if (devices.length === 0 || known >= list.total) return list;
      }
    },
    refetchInterval: REFRESH_MS,
  });
}

function devicePage(offset: number, signal: AbortSignal): Promise<DeviceList> {
  return getJson(`/api/v1/devices?limit=${PAGE_SIZE}&offset=${offset}`, isDeviceList, signal);
}

function isDeviceList(body: unknown): body is DeviceList {
  const { at, staleAfterMs, total, devices } = (body ?? {}) as Partial<DeviceList>;
  return (
    typeof at === "string" &&
    Number.isFinite(staleAfterMs) &&
    Number.isInteger(total) &&
    Array.isArray(devices) &&
    devices.every(isDevice)
  );
}

function isDevice(value: unknown): value is Device {
  const { id, lastSeen, values, ratedVa } = (value ?? {}) as Partial<Device>;
  return (
    typeof id === "string" &&
    typeof lastSeen === "string" &&
    Number.isFinite(Date.parse(lastSeen)) &&
    typeof values === "object" &&
    values !== null &&
    (ratedVa === undefined || (Number.isFinite(ratedVa) && ratedVa > 0))
  );
}
