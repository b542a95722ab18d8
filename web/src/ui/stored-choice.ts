import { Observable } from "../realtime/observable.js";

/** One of a few choices, kept in the browser for the next visit. The first is what holds until somebody chooses. */
export class StoredChoice<T extends string> extends Observable<T> {
  private readonly key: string;

  constructor(
    name: string,
    readonly choices: readonly [T, ...T[]],
  ) {
    const key = `gridwatch.${name}`;
    super(stored(key, choices));
    this.key = key;
  }

  choose(choice: T): void {
    this.set(choice);
    try {
      localStorage.setItem(this.key, choice);
    } catch {
      // Storage may be forbidden: the choice then holds until the page is left.
    }
  }
}

function stored<T extends string>(key: string, choices: readonly [T, ...T[]]): T {
  try {
    const text = localStorage.getItem(key);
    return choices.find((choice) => choice === text) ?? choices[0];
  } catch {
    return choices[0];
  }
}
