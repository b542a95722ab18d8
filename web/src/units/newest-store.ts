import type { Unsubscribe } from "../realtime/observable.js";

/** What a model said of a unit. */
interface Statement {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What was last said of every unit. A listener hears of its own unit only, once per batch. */
export class NewestStore<T extends Statement> {
  private readonly newest = new Map<string, T>();
  private readonly listeners = new Map<string, Set<() => void>>();

  get(id: string): T | undefined {
    return this.newest.get(id);
  }

  subscribe(id: string, listener: () => void): Unsubscribe {
    const listeners = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(id) === listeners) this.listeners.delete(id);
    };
  }

  /** Takes over statements in their order; a late one changes nothing. */
  apply(statements: Iterable<T>): void {
    const changed = new Set<string>();
    for (const statement of statements) {
      const known = this.newest.get(statement.id);
      if (known !== undefined && statement.at < known.at) continue;
      this.newest.set(statement.id, statement);
      changed.add(statement.id);
    }
    for (const id of changed) {
      for (const listener of this.listeners.get(id) ?? []) listener();
    }
  }
}
