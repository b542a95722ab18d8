/** One number and its readings, as every number once was, or numbers in a row with as many readings each. */
export type SavedNumbers = [number: number, readings: number] | [from: number, to: number, readings: number];

/**
 * The numbers of a life's messages that were seen before all those below them were known to be safe, with their readings: thousands,
 * when one is long under way. In JSON they are runs, since what is written down has to fit one message.
 */
export class NumbersAhead {
  private readonly readings = new Map<number, number>();

  static from(saved: readonly SavedNumbers[]): NumbersAhead {
    const numbers = new NumbersAhead();
    for (const entry of saved) {
      const [from, to, readings] = entry.length === 3 ? entry : [entry[0], entry[0], entry[1]];
      for (let number = from; number <= to; number++) numbers.add(number, readings);
    }
    return numbers;
  }

  has(number: number): boolean {
    return this.readings.has(number);
  }

  add(number: number, readings: number): void {
    this.readings.set(number, readings);
  }

  /** Takes out the numbers above `floor` up to `last`, and returns their readings. Nothing is at or below `floor`. */
  takeUpTo(floor: number, last: number): number {
    let sum = 0;
    const take = (number: number, readings: number): void => {
      sum += readings;
      this.readings.delete(number);
    };
    // Whichever are fewer: usually the one or two that have become safe.
    if (last - floor > this.readings.size) {
      for (const [number, readings] of this.readings) if (number <= last) take(number, readings);
    } else {
      for (let number = floor + 1; number <= last; number++) take(number, this.readings.get(number) ?? 0);
    }
    return sum;
  }

  toJSON(): SavedNumbers[] {
    const saved: SavedNumbers[] = [];
    let run: [from: number, to: number, readings: number] | undefined;
    const close = (): void => {
      if (run !== undefined) saved.push(run[0] === run[1] ? [run[0], run[2]] : run);
    };
    for (const [number, readings] of [...this.readings].sort(([a], [b]) => a - b)) {
      if (run !== undefined && run[1] === number - 1 && run[2] === readings) {
        run[1] = number;
      } else {
        close();
        run = [number, number, readings];
      }
    }
    close();
    return saved;
  }
}
