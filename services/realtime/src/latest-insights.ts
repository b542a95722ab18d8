import type { Insight } from "@gridwatch/contracts";
import { AnomalyChanges } from "./anomaly-changes.js";
import { NewestByUnit } from "./newest-by-unit.js";

/** Of all units at once on a fleet of 10,000, or many of the ordinary over the half minute that a client may be stuck. */
const MAX_CHANGES = 10_000;

/** The newest insight of each unit, and the last ones that opened or ended an anomaly. */
export class LatestInsights extends NewestByUnit<Insight> {
  readonly changes = new AnomalyChanges(MAX_CHANGES);

  protected override onNewer(known: Insight | undefined, next: Insight): void {
    if (isChange(known, next)) this.changes.add(next);
  }
}

/** Whether an anomaly begins or ends with the insight. One that is sent again changes nothing. */
function isChange(known: Insight | undefined, { event }: Insight): boolean {
  if (event === undefined) return false;
  return known?.event?.id !== event.id || known.event.end !== event.end;
}
