import type { Insight } from "@gridwatch/contracts";
import { AnomalyChanges } from "./anomaly-changes.js";

/** Of all units at once on a fleet of 10,000, or many of the ordinary over the half minute that a client may be stuck. */
const MAX_CHANGES = 10_000;

/** The newest insight of each unit, and the last ones that opened or ended an anomaly. */
export class LatestInsights {
  readonly changes = new AnomalyChanges(MAX_CHANGES);
  /** Insights of units that found no room. */
  notRemembered = 0;
  private readonly rowOf = new Map<string, number>();
  private readonly newest: Insight[] = [];

  constructor(private readonly maxDevices: number) {}

  /** Takes insights in and returns the rows that they changed. A late one, or one of a unit too many, changes none. */
  apply(insights: readonly Insight[]): Set<number> {
    const changed = new Set<number>();
    for (const insight of insights) {
      const row = this.rowOf.get(insight.device) ?? this.newest.length;
      if (row >= this.maxDevices) {
        this.notRemembered++;
        continue;
      }
      const known = this.newest[row];
      if (known === undefined) this.rowOf.set(insight.device, row);
      else if (insight.at < known.at) continue;
      if (isChange(known, insight)) this.changes.add(insight);
      this.newest[row] = insight;
      changed.add(row);
    }
    return changed;
  }

  ofDevice(device: string): Insight[] {
    const row = this.rowOf.get(device);
    return row === undefined ? [] : this.ofRows([row]);
  }

  ofAll(): readonly Insight[] {
    return this.newest;
  }

  ofRows(rows: Iterable<number>): Insight[] {
    return Array.from(rows, (row) => this.newest[row] as Insight);
  }
}

/** Whether an anomaly begins or ends with the insight. One that is sent again changes nothing. */
function isChange(known: Insight | undefined, { event }: Insight): boolean {
  if (event === undefined) return false;
  return known?.event?.id !== event.id || known.event.end !== event.end;
}
