import { Observable } from "../realtime/observable.js";

/** The moment that all charts of a page point at, epoch milliseconds; `null` while they point at none. */
export class ChartCursor extends Observable<number | null> {
  /** Title of the chart that has the focus: another range may have charts of its own, of which the same one is to get it. */
  walked: string | undefined;

  /** @param pinned where it comes back to when nobody points */
  constructor(private pinned: number | null) {
    super(pinned);
  }

  pin(at: number | null): void {
    this.pinned = at;
    this.set(at);
  }

  release(): void {
    this.set(this.pinned);
  }
}
