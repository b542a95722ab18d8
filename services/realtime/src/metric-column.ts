const FIRST_CAPACITY = 64;

/** One metric's newest value per row, with the time it was measured. Typed arrays: 17 bytes a cell. */
export class MetricColumn {
  private values = new Float64Array(0);
  /** -Infinity where the row has no value yet. */
  private timestamps = new Float64Array(0);
  private suspects = new Uint8Array(0);
  private suspectCount = 0;

  /** Whether any row's value is suspect. */
  get anySuspect(): boolean {
    return this.suspectCount > 0;
  }

  /** Keeps the value unless a newer one is known. Of two at the same time the later received counts, as in the database. */
  set(row: number, value: number, timestamp: number, suspect: number): boolean {
    if (row >= this.values.length) this.grow(row);
    if (timestamp < (this.timestamps[row] as number)) return false;
    this.values[row] = value;
    this.timestamps[row] = timestamp;
    this.suspectCount += suspect - (this.suspects[row] as number);
    this.suspects[row] = suspect;
    return true;
  }

  has(row: number): boolean {
    return (this.timestamps[row] ?? Number.NEGATIVE_INFINITY) !== Number.NEGATIVE_INFINITY;
  }

  get(row: number): number | null {
    return this.has(row) ? (this.values[row] as number) : null;
  }

  isSuspect(row: number): boolean {
    return this.suspects[row] === 1;
  }

  private grow(row: number): void {
    const capacity = Math.max(FIRST_CAPACITY, 2 ** Math.ceil(Math.log2(row + 1)));
    const values = new Float64Array(capacity);
    const timestamps = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY);
    const suspects = new Uint8Array(capacity);
    values.set(this.values);
    timestamps.set(this.timestamps);
    suspects.set(this.suspects);
    this.values = values;
    this.timestamps = timestamps;
    this.suspects = suspects;
  }
}
