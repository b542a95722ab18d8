import type { Insight } from "@gridwatch/contracts";
import type { LatestInsights } from "./latest-insights.js";
import type { RealtimeCounts } from "./realtime-counts.js";

/** Those who are told what models say. */
export interface InsightAudience {
  /** What has been read back so far is now the newest there is, and news to those who are here. */
  goLive(): void;
  /** @param changedRows rows of the latest insights that these changed */
  publish(insights: readonly Insight[], changedRows: ReadonlySet<number>): void;
}

/** Takes in the insights from the stream. What is read back at the start only restores the newest ones. */
export class InsightFeed {
  private isLive = false;

  constructor(
    private readonly latest: LatestInsights,
    private readonly audience: InsightAudience,
    private readonly counts: RealtimeCounts,
  ) {}

  get live(): boolean {
    return this.isLive;
  }

  accept(insights: readonly Insight[]): void {
    const changed = this.latest.apply(insights);
    if (!this.isLive) return;
    this.counts.insights.received += insights.length;
    this.audience.publish(insights, changed);
  }

  goLive(): void {
    this.isLive = true;
    this.audience.goLive();
  }
}
