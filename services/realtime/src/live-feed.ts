import type { ReadingColumns } from "@gridwatch/contracts";
import type { LatestValues } from "./latest-values.js";
import type { RealtimeCounts } from "./realtime-counts.js";

/** Those who watch, by one way or the other. */
export interface Audience {
  /** What has been replayed so far is now the newest there is. Nothing was published before this. */
  goLive(): void;
  /** @param changedRows rows of the latest values that this batch changed */
  publish(batch: ReadingColumns, changedRows: ReadonlySet<number>): void;
}

/**
 * Takes in the readings from the stream. What is read back at the start only restores the newest values; once that is
 * done, every reading goes out to the audiences.
 */
export class LiveFeed {
  private isLive = false;

  constructor(
    private readonly latest: LatestValues,
    private readonly audiences: readonly Audience[],
    private readonly counts: RealtimeCounts,
  ) {}

  get live(): boolean {
    return this.isLive;
  }

  accept(batch: ReadingColumns): void {
    const changed = this.latest.apply(batch);
    if (!this.isLive) return;
    this.counts.received += batch.devices.length;
    for (const audience of this.audiences) audience.publish(batch, changed);
  }

  goLive(): void {
    this.isLive = true;
    for (const audience of this.audiences) audience.goLive();
  }
}
