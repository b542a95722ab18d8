const HOUR_MS = 3_600_000;

/** Readings that are on their way at the end of an hour have this long to be stored. */
const SETTLE_MS = 120_000;

/** Then the units' turns are spread over this long, so that the database is asked evenly. */
const SPREAD_MS = 2_400_000;

/** A unit without enough history is looked at again after this long: its past may be on its way, as after an outage. */
const AGAIN_AFTER_MS = 300_000;

interface Turn {
  device: string;
  /** Epoch milliseconds. */
  due: number;
}

/** Which unit is to be forecast next: each once an hour, at once when this model has not forecast it yet, and every five minutes while its history is too short. */
export class ForecastTurns {
  /** By device, the end of the hour that it was forecast for last. */
  private readonly done = new Map<string, number>();
  /** By device without enough history, when to look again, epoch milliseconds. */
  private readonly again = new Map<string, number>();

  /** Begins anew: what another model forecast does not count. */
  reset(): void {
    this.done.clear();
    this.again.clear();
  }

  /** Only these are to be forecast from now on. */
  keep(devices: ReadonlySet<string>): void {
    for (const known of [this.done, this.again]) {
      for (const device of known.keys()) if (!devices.has(device)) known.delete(device);
    }
  }

  /** End of the last hour whose readings are all there as a rule, epoch milliseconds. */
  hourAt(now: number): number {
    return Math.floor((now - SETTLE_MS) / HOUR_MS) * HOUR_MS;
  }

  noteDone(device: string, hour: number): void {
    this.done.set(device, hour);
    this.again.delete(device);
  }

  noteInsufficient(device: string, now: number): void {
    this.again.set(device, now + AGAIN_AFTER_MS);
  }

  /** Those whose turn has come at `now`, the longest due first. */
  due(devices: Iterable<string>, now: number): Turn[] {
    const hour = this.hourAt(now);
    const turns: Turn[] = [];
    for (const device of devices) {
      const again = this.again.get(device);
      if (again !== undefined) {
        if (again <= now) turns.push({ device, due: again });
        continue;
      }
      const last = this.done.get(device);
      if (last !== undefined && last >= hour) continue;
      const due = last === undefined ? hour + SETTLE_MS : hour + SETTLE_MS + placeOf(device) * SPREAD_MS;
      if (due <= now) turns.push({ device, due });
    }
    return turns.sort((a, b) => a.due - b.due);
  }
}

/** 0..1, the same for the same device: FNV-1a, mixed once more since only the upper bits count. */
function placeOf(device: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < device.length; at++) hash = Math.imul(hash ^ device.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash >>> 0) / 2 ** 32;
}
