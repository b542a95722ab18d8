import type { Insight, ReadingColumns } from "@gridwatch/contracts";
import type { Position } from "./position.js";

/** Tells of each unit of a shard that reports, once, that no model is active. */
export class OffTeller {
  private readonly told: Set<string>;

  /**
   * @param told those that it was said of already
   * @param reached up to where the shard has been read
   * @param maxUnits of further units nothing is said
   * @param publish resolves when it is safe
   */
  constructor(
    told: Iterable<string>,
    public reached: Position,
    private readonly maxUnits: number,
    private readonly publish: (position: Position, insights: Insight[]) => Promise<void>,
  ) {
    this.told = new Set(told);
  }

  async take(seq: number, { devices, timestamps }: ReadingColumns): Promise<void> {
    const newestAt = new Map<string, number>();
    devices.forEach((device, row) => {
      if (this.told.has(device)) return;
      if (!newestAt.has(device) && this.told.size + newestAt.size >= this.maxUnits) return;
      newestAt.set(device, Math.max(newestAt.get(device) ?? 0, timestamps[row] ?? 0));
    });
    const insights = Array.from(newestAt, ([device, at]): Insight => ({ v: 1, device, at, reason: "OFF" }));
    if (insights.length > 0) await this.publish({ seq }, insights);
    for (const device of newestAt.keys()) this.told.add(device);
    this.reached = { seq };
  }
}
