import type { Cell } from "./influxql.js";
import type { Aggregate } from "./telemetry-statements.js";

type Value = number | null;

/** Per metric and aggregate one column: entry `i` belongs to the window that starts at `timestamps[i]`. */
export class MergedWindows {
  readonly timestamps: number[] = [];
  private readonly columns: Value[][];

  constructor(
    metrics: number,
    private readonly aggregates: readonly Aggregate[],
  ) {
    this.columns = Array.from({ length: metrics * aggregates.length }, () => []);
  }

  /** @param rows in order of time, none before what was added already; a window met again is put together with its other part */
  add(rows: readonly Cell[][]): void {
    for (const row of rows) {
      const time = row[0] as number;
      const last = this.timestamps.length - 1;
      const isSecondPart = this.timestamps[last] === time;
      if (!isSecondPart) this.timestamps.push(time);
      this.columns.forEach((column, index) => {
        const value = (row[index + 1] ?? null) as Value;
        if (!isSecondPart) column.push(value);
        else column[last] = combine(this.aggregates[index % this.aggregates.length], column[last] ?? null, value);
      });
    }
  }

  column(metric: number, aggregate: Aggregate): Value[] {
    return this.columns[metric * this.aggregates.length + this.aggregates.indexOf(aggregate)] ?? [];
  }

  /** Weighted by count: of all readings, whatever the parts held. */
  means(metric: number): Value[] {
    const counts = this.column(metric, "count");
    const sums = this.column(metric, "sum");
    return counts.map((count, row) => (count === null || count === 0 ? null : (sums[row] ?? 0) / count));
  }
}

function combine(aggregate: Aggregate | undefined, a: Value, b: Value): Value {
  if (a === null) return b;
  if (b === null) return a;
  if (aggregate === "min") return Math.min(a, b);
  return aggregate === "max" ? Math.max(a, b) : a + b;
}
