import { Observable } from "../realtime/observable.js";

/** The moment that all charts of a page point at, epoch milliseconds; `null` while they point at none. */
export class ChartCursor extends Observable<number | null> {
  /** Title of the chart that has the focus: another range may have charts of its own, of which the same one is to get it. */
  walked: string | undefined;

  /** Where it comes back to when nobody points. */
  readonly pinned: Observable<number | null>;

  constructor(pinned: number | null) {
    super(pinned);
    this.pinned = new Observable(pinned);
  }

  pin(at: number | null): void {
    this.pinned.set(at);
    this.set(at);
  }

  release(): void {
    this.set(this.pinned.get());
  }

  /** Where to pin it when it is pressed where it points: there, or nowhere when it is pinned there already. */
  pressed(): number | null {
    const at = this.get();
    return at === this.pinned.get() ? null : at;
  }
}
