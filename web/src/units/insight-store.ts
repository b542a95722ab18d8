import type { RoomInsights } from "@gridwatch/contracts";
import type { Unsubscribe } from "../realtime/observable.js";
import { inShort, insightsOf, type UnitInsight } from "./unit-insight.js";

/** What the model last said of every unit. A listener hears of its own unit only, once per batch. */
export class InsightStore {
  private readonly insights = new Map<string, UnitInsight>();
  private readonly listeners = new Map<string, Set<() => void>>();

  get(id: string): UnitInsight | undefined {
    return this.insights.get(id);
  }

  subscribe(id: string, listener: () => void): Unsubscribe {
    const listeners = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(id) === listeners) this.listeners.delete(id);
    };
  }

  /** Takes over insights in their order, from several messages at once; a late one changes nothing. */
  apply(batches: Iterable<RoomInsights>): void {
    const changed = new Set<string>();
    for (const batch of batches) {
      for (const insight of Array.isArray(batch) ? batch.map(inShort) : insightsOf(batch)) {
        const known = this.insights.get(insight.id);
        if (known !== undefined && insight.at < known.at) continue;
        this.insights.set(insight.id, insight);
        changed.add(insight.id);
      }
    }
    for (const id of changed) {
      for (const listener of this.listeners.get(id) ?? []) listener();
    }
  }
}
