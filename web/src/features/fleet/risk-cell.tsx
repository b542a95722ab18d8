import { TriangleAlert } from "lucide-react";
import { useUnitForecast } from "../../realtime/live-platform.js";
import { classes } from "../../ui/classes.js";
import { formatProbability, isAtRisk } from "../../units/risk.js";

/** The probability that the unit fails within 48 hours; a colour only where it calls for a look. */
export function RiskCell({ id }: { id: string }) {
  const forecast = useUnitForecast(id);
  if (forecast === undefined) return <span title="No forecast">–</span>;
  const { within48h, hours } = forecast;
  if (within48h === undefined) {
    const why = hours && `Not enough data: ${hours.known} of ${hours.needed} hours of readings so far`;
    return <span title={why ?? "No failure-risk model is active"}>–</span>;
  }
  const atRisk = isAtRisk(forecast);
  return (
    <span
      data-testid="risk"
      className={classes("whitespace-nowrap old:text-ink-3", atRisk && "font-semibold text-suspect")}
    >
      {atRisk && <TriangleAlert aria-label="at risk" className="mr-1 inline size-3.5 align-[-2px]" />}
      {formatProbability(within48h)}
    </span>
  );
}
