import { isDeviceId } from "@gridwatch/contracts";
import { floorTo, MAX_NAMED_DEVICES, type RollupTier, type TimeRange } from "@gridwatch/telemetry-store";

/** Devices per window, by the window's start. */
export type TouchedWindows = ReadonlyMap<number, ReadonlySet<string>>;

/** Neighbouring windows to be rolled up by one query, of some devices or of all. */
export interface RollJob extends TimeRange {
  devices?: string[];
}

/** Windows between two touched ones are rolled up with them rather than by a query more, if they are this few. */
const WINDOWS_BRIDGED = 10;

/** A share of the fleet from which on asking for all of it is less work than naming devices. */
const MOST = 0.5;

/**
 * Joins touched windows to few jobs. A window that most of the fleet has touched is rolled up for all at once; else devices
 * are named, so that one unit's backlog costs what that unit has, not what the fleet has.
 */
export function planJobs(touched: TouchedWindows, tier: RollupTier, fleet: number): RollJob[] {
  const ofAll: number[] = [];
  const byDevice = new Map<string, number[]>();
  for (const start of [...touched.keys()].sort((a, b) => a - b)) {
    const devices = touched.get(start) ?? new Set();
    if (devices.size > MAX_NAMED_DEVICES && devices.size >= MOST * fleet) {
      ofAll.push(start);
      continue;
    }
    for (const device of devices) {
      // Of a message that was buried, since it is no batch.
      if (!isDeviceId(device)) continue;
      const starts = byDevice.get(device);
      if (starts === undefined) byDevice.set(device, [start]);
      else starts.push(start);
    }
  }
  return [...runs(ofAll, tier.windowMs, 0), ...namedJobs(byDevice, tier.windowMs)];
}

/** Windows of a coarser tier that hold touched windows of a finer one, as long as they start before `until`. */
export function coarsen(touched: TouchedWindows, tier: RollupTier, until: number): TouchedWindows {
  const coarse = new Map<number, Set<string>>();
  for (const [start, devices] of touched) {
    const at = floorTo(tier.windowMs, start);
    if (at >= until) continue;
    const known = coarse.get(at) ?? new Set();
    for (const device of devices) known.add(device);
    coarse.set(at, known);
  }
  return coarse;
}

/** Devices that need the same windows share a job. */
function namedJobs(byDevice: ReadonlyMap<string, number[]>, windowMs: number): RollJob[] {
  const sharing = new Map<string, { run: TimeRange; devices: string[] }>();
  for (const [device, starts] of byDevice) {
    for (const run of runs(starts, windowMs, WINDOWS_BRIDGED)) {
      const key = `${run.from}-${run.to}`;
      const known = sharing.get(key);
      if (known === undefined) sharing.set(key, { run, devices: [device] });
      else known.devices.push(device);
    }
  }
  return [...sharing.values()].flatMap(({ run, devices }) =>
    Array.from({ length: Math.ceil(devices.length / MAX_NAMED_DEVICES) }, (_, i) => ({
      ...run,
      devices: devices.slice(i * MAX_NAMED_DEVICES, (i + 1) * MAX_NAMED_DEVICES),
    })),
  );
}

/** @param starts ascending */
function runs(starts: readonly number[], windowMs: number, bridged: number): TimeRange[] {
  const found: TimeRange[] = [];
  for (const start of starts) {
    const last = found.at(-1);
    if (last !== undefined && start - last.to <= bridged * windowMs) last.to = start + windowMs;
    else found.push({ from: start, to: start + windowMs });
  }
  return found;
}
