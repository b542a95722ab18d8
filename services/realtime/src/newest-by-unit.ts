/** What one of the models said of a unit. */
export interface Statement {
  device: string;
  /** Epoch milliseconds. */
  at: number;
}

/** The newest statement of each unit, in rows. */
export class NewestByUnit<T extends Statement> {
  /** Statements of units that found no room. */
  notRemembered = 0;
  private readonly rowOf = new Map<string, number>();
  private readonly newest: T[] = [];

  constructor(private readonly maxDevices: number) {}

  /** Takes statements in and returns the rows that they changed. A late one, or one of a unit too many, changes none. */
  apply(statements: readonly T[]): Set<number> {
    const changed = new Set<number>();
    for (const statement of statements) {
      const row = this.rowOf.get(statement.device) ?? this.newest.length;
      if (row >= this.maxDevices) {
        this.notRemembered++;
        continue;
      }
      const known = this.newest[row];
      if (known === undefined) this.rowOf.set(statement.device, row);
      else if (statement.at < known.at) continue;
      this.onNewer(known, statement);
      this.newest[row] = statement;
      changed.add(row);
    }
    return changed;
  }

  ofDevice(device: string): T[] {
    const row = this.rowOf.get(device);
    return row === undefined ? [] : this.ofRows([row]);
  }

  ofAll(): readonly T[] {
    return this.newest;
  }

  ofRows(rows: Iterable<number>): T[] {
    return Array.from(rows, (row) => this.newest[row] as T);
  }

  protected onNewer(_known: T | undefined, _next: T): void {}
}
