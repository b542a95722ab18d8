export type Unsubscribe = () => void;

/** A value that tells its listeners when it is replaced: the two functions `useSyncExternalStore` asks for. */
export interface Observed<T> {
  readonly get: () => T;
  readonly subscribe: (listener: () => void) => Unsubscribe;
}

export class Observable<T> implements Observed<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  readonly get = (): T => this.value;

  readonly subscribe = (listener: () => void): Unsubscribe => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Setting the value it already has tells nobody. */
  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const listener of this.listeners) listener();
  }
}
