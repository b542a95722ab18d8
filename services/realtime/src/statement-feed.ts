import type { NewestByUnit, Statement } from "./newest-by-unit.js";

/** Those who are told what models say. */
export interface StatementAudience<T extends Statement> {
  /** What has been read back so far is now the newest there is, and news to those who are here. */
  goLive(): void;
  /** @param changedRows rows of the newest that these changed */
  publish(statements: readonly T[], changedRows: ReadonlySet<number>): void;
}

/** Takes in what models say from a stream. What is read back at the start only restores the newest. */
export class StatementFeed<T extends Statement> {
  private isLive = false;

  constructor(
    private readonly latest: NewestByUnit<T>,
    private readonly audience: StatementAudience<T>,
    private readonly counts: { received: number },
  ) {}

  get live(): boolean {
    return this.isLive;
  }

  accept(statements: readonly T[]): void {
    const changed = this.latest.apply(statements);
    if (!this.isLive) return;
    this.counts.received += statements.length;
    this.audience.publish(statements, changed);
  }

  goLive(): void {
    this.isLive = true;
    this.audience.goLive();
  }
}
