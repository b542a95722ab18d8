/** A unit's turn to publish, and the time its reading carries. */
export interface Turn {
  unit: number;
  at: number;
}

/**
 * Spreads the fleet over the interval: unit 0 at its start, unit 1 a little later, and so on, each once per interval.
 * The time of a turn is the one planned and not the one at which a busy machine came round to it.
 */
export class Schedule {
  private next = 0;

  constructor(
    private readonly units: number,
    private readonly intervalMs: number,
    private readonly startedAt: number,
  ) {}

  /** The turns that are due at `now` and have not been given out. Of those missed, at most one per unit is made up for. */
  *due(now: number): Generator<Turn> {
    const last = Math.floor(((now - this.startedAt) / this.intervalMs) * this.units);
    this.next = Math.max(this.next, last - this.units + 1);
    for (; this.next <= last; this.next++) {
      const at = Math.round(this.startedAt + (this.next * this.intervalMs) / this.units);
      yield { unit: this.next % this.units, at };
    }
  }
}
