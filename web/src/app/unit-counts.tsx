import { Link, useSearch } from "@tanstack/react-router";
import { memo, useMemo } from "react";
import { useLivePlatform, useNow, useUnitIds } from "../realtime/live-platform.js";
import { classes } from "../ui/classes.js";
import { formatCount } from "../ui/format.js";
import { ASSESSMENT_MEANINGS, ASSESSMENT_NAMES, AssessmentShape } from "../units/assessment-mark.js";
import { CONDITION_MEANINGS, CONDITION_NAMES, ConditionShape } from "../units/condition-mark.js";
import { countAbnormal } from "../units/count-abnormal.js";
import { CONDITIONS, type Condition, countConditions } from "../units/unit-condition.js";
import { useStaleAfterMs } from "../units/use-unit-condition.js";

const CHIP =
  "flex h-7 items-center gap-1.5 rounded-control px-2 text-ink-2 transition-colors hover:bg-raised hover:text-ink aria-[current]:bg-raised aria-[current]:text-ink aria-[current]:shadow-card";

/** How many units there are in each state, always in view; each count leads to those units. */
export function UnitCounts() {
  const { units, insights } = useLivePlatform();
  const staleAfterMs = useStaleAfterMs();
  const now = useNow();
  const ids = useUnitIds();
  const kept = useKeptSearch();
  const counts = countConditions(units.all(), now, staleAfterMs);
  return (
    <nav aria-label="Units by state" className="tabular-nums flex items-center gap-0.5 lost:opacity-80">
      <TotalCount count={counts.total} kept={kept} />
      <AbnormalCount count={countAbnormal(ids, units, insights)} kept={kept} />
      {[...CONDITIONS].reverse().map((condition) => (
        <ConditionCount key={condition} condition={condition} count={counts[condition]} kept={kept} />
      ))}
    </nav>
  );
}

/** Of the fleet's search all but the state, the same for as long as it is. */
function useKeptSearch(): object {
  const { q, sort, dir, view, cols } = useSearch({ strict: false });
  return useMemo(
    () => ({
      ...(q && { q }),
      ...(sort && { sort }),
      ...(dir && { dir }),
      ...(view && { view }),
      ...(cols && { cols }),
    }),
    [q, sort, dir, view, cols],
  );
}

/* They are counted each second, and links are not cheap: each renders again only when its count changes. */

const TotalCount = memo(function TotalCount({ count, kept }: { count: number; kept: object }) {
  return (
    <Link to="/" search={kept} activeOptions={{ exact: true, explicitUndefined: true }} className={CHIP}>
      <span className="font-semibold">{formatCount(count)}</span> {count === 1 ? "unit" : "units"}
    </Link>
  );
});

const AbnormalCount = memo(function AbnormalCount({ count, kept }: { count: number; kept: object }) {
  return (
    <Link
      to="/"
      search={{ ...kept, state: "abnormal" }}
      className={CHIP}
      data-testid="abnormal-count"
      title={ASSESSMENT_MEANINGS.abnormal}
    >
      <AssessmentShape assessment="abnormal" calm={count === 0} />
      <span className={classes("font-semibold", count > 0 && "text-abnormal")}>{formatCount(count)}</span>
      <span className="max-sm:sr-only">{ASSESSMENT_NAMES.abnormal.toLowerCase()}</span>
    </Link>
  );
});

const ConditionCount = memo(function ConditionCount({
  condition,
  count,
  kept,
}: {
  condition: Condition;
  count: number;
  kept: object;
}) {
  const abnormal = condition !== "online" && count > 0;
  return (
    <Link to="/" search={{ ...kept, state: condition }} className={CHIP} title={CONDITION_MEANINGS[condition]}>
      <ConditionShape condition={condition} calm={!abnormal} />
      <span className={classes("font-semibold", abnormal && "text-ink")}>{formatCount(count)}</span>
      <span className="max-sm:sr-only">{CONDITION_NAMES[condition].toLowerCase()}</span>
    </Link>
  );
});
