import type { Insight } from "@gridwatch/contracts";

/**
 * The last insights that opened or ended an anomaly, each at a place that only grows: who remembers how far it has been
 * told can be told the rest. One log for all clients, so that one that is stuck costs a number.
 */
export class AnomalyChanges {
  private readonly kept: Insight[] = [];
  private next = 0;

  constructor(private readonly limit: number) {}

  /** The place of the next change. */
  get position(): number {
    return this.next;
  }

  add(insight: Insight): void {
    this.kept[this.next % this.limit] = insight;
    this.next++;
  }

  /**
   * What has changed from this place on, oldest first.
   *
   * @param device the only unit of interest; all when left out
   * @returns and how many changes are kept no more, of whatever unit
   */
  since(position: number, device?: string): { insights: Insight[]; lost: number } {
    const first = Math.max(position, this.next - this.limit);
    const insights: Insight[] = [];
    for (let place = first; place < this.next; place++) {
      const insight = this.kept[place % this.limit] as Insight;
      if (device === undefined || insight.device === device) insights.push(insight);
    }
    return { insights, lost: first - position };
  }
}
