import { ELECTRICAL_METRICS, type FleetHistory, MAX_HISTORY_DEVICES } from "@gridwatch/contracts";
import { queryOptions } from "@tanstack/react-query";
import { endsOf, isCourses } from "./device-history.query.js";
import { Gathered } from "./gathered.js";
import { getJson } from "./get-json.js";

export const HOUR_MS = 3_600_000;
export const VOLTAGE_WINDOW_MS = 60_000;

/** The lowest and the highest voltage that any output phase had in a minute, V. */
export interface VoltageWindow {
  /** Its start, epoch milliseconds. */
  readonly at: number;
  readonly lowest: number;
  readonly highest: number;
}

const METRICS = ELECTRICAL_METRICS.filter(({ quantity, point }) => quantity === "voltage" && point !== "input").map(
  ({ name }) => name,
);

/** Every question about the last hour begins with this. */
export const VOLTAGE_HOUR_KEY = ["voltage-hour"] as const;

const NEVER = new AbortController().signal;

const hours = new Gathered(async (asked: readonly { id: string; now: number }[]) => {
  const parameters = new URLSearchParams({
    ...endsOf({ spanMs: HOUR_MS }, Math.max(...asked.map(({ now }) => now))),
    devices: asked.map(({ id }) => id).join(),
    metrics: METRICS.join(),
    points: String(HOUR_MS / VOLTAGE_WINDOW_MS),
  });
  const { devices } = await getJson(`/api/v1/history?${parameters}`, isFleetHistory, NEVER);
  const found = new Map(devices.map((courses) => [courses.device, voltageWindows(courses)]));
  return asked.map(({ id }) => found.get(id) ?? []);
}, MAX_HISTORY_DEVICES);

/** The unit's output voltages of the last hour, minute by minute; those of several units are asked for together. */
export function voltageHourQuery(id: string, platformNow: () => number) {
  return queryOptions({
    queryKey: [...VOLTAGE_HOUR_KEY, id],
    queryFn: ({ signal }): Promise<readonly VoltageWindow[]> => hours.get({ id, now: platformNow() }, signal),
    staleTime: VOLTAGE_WINDOW_MS,
    refetchInterval: VOLTAGE_WINDOW_MS,
    // Thousands may be scrolled past.
    gcTime: VOLTAGE_WINDOW_MS,
  });
}

type Courses = FleetHistory["devices"][number];

/** Windows in which any phase has a reading. */
export function voltageWindows({ timestamps, metrics }: Omit<Courses, "device">): VoltageWindow[] {
  return timestamps.flatMap((at, row) => {
    const lowest = METRICS.flatMap((metric) => metrics[metric]?.min[row] ?? []);
    const highest = METRICS.flatMap((metric) => metrics[metric]?.max[row] ?? []);
    return lowest.length === 0 ? [] : { at, lowest: Math.min(...lowest), highest: Math.max(...highest) };
  });
}

function isFleetHistory(body: unknown): body is FleetHistory {
  const { devices } = (body ?? {}) as Partial<FleetHistory>;
  return (
    Array.isArray(devices) && devices.every((courses) => typeof courses?.device === "string" && isCourses(courses))
  );
}
