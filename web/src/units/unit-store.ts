import { type Device, type ReadingColumns, rowValues } from "@gridwatch/contracts";
import { Observable, type Unsubscribe } from "../realtime/observable.js";
import { type Unit, type UnitNews, withNews } from "./unit.js";

/** The newest known state of every unit. A listener hears of its own unit only, once per batch. */
export class UnitStore {
  /** Ids of all known units, in the order in which they became known. */
  readonly ids = new Observable<readonly string[]>([]);
  /** Time of the newest reading of all, epoch milliseconds; 0 before the first. */
  readonly newestAt = new Observable(0);

  private readonly units = new Map<string, Unit>();
  private readonly listeners = new Map<string, Set<() => void>>();

  get(id: string): Unit | undefined {
    return this.units.get(id);
  }

  all(): Iterable<Unit> {
    return this.units.values();
  }

  subscribe(id: string, listener: () => void): Unsubscribe {
    const listeners = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(id) === listeners) this.listeners.delete(id);
    };
  }

  /** Takes over readings in their order, from several messages at once. */
  applyReadings(batches: Iterable<ReadingColumns>): void {
    this.apply(newsOfReadings(batches));
  }

  /** Takes over what the database knows, such as units silent for longer than the live part remembers. */
  applyDevices(devices: Iterable<Device>): void {
    this.apply(newsOfDevices(devices));
  }

  private apply(allNews: Iterable<UnitNews>): void {
    const changed = new Set<string>();
    const added: string[] = [];
    let newestAt = this.newestAt.get();
    for (const news of allNews) {
      const known = this.units.get(news.id);
      const unit = withNews(known, news);
      if (unit === known) continue;
      this.units.set(unit.id, unit);
      changed.add(unit.id);
      if (known === undefined) added.push(unit.id);
      if (unit.at > newestAt) newestAt = unit.at;
    }
    if (added.length > 0) this.ids.set([...this.ids.get(), ...added]);
    this.newestAt.set(newestAt);
    for (const id of changed) {
      for (const listener of this.listeners.get(id) ?? []) listener();
    }
  }
}

function* newsOfReadings(batches: Iterable<ReadingColumns>): Generator<UnitNews> {
  for (const columns of batches) {
    const suspect = new Set(columns.suspect);
    for (let row = 0; row < columns.devices.length; row++) {
      const id = columns.devices[row];
      const at = columns.timestamps[row];
      const receivedAt = columns.receivedAt[row];
      if (id === undefined || at === undefined || receivedAt === undefined) continue;
      yield { id, at, receivedAt, suspect: suspect.has(row), values: rowValues(columns, row) };
    }
  }
}

function* newsOfDevices(devices: Iterable<Device>): Generator<UnitNews> {
  for (const { id, lastSeen, values, ratedVa } of devices) yield { id, at: Date.parse(lastSeen), values, ratedVa };
}
