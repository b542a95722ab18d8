import { Link, useSearch } from "@tanstack/react-router";
import { memo, useMemo } from "react";
import { useLivePlatform, useNow, useUnitIds } from "../realtime/live-platform.js";
import { classes } from "../ui/classes.js";
import { formatCount } from "../ui/format.js";
import { countStates, statesOf, UNIT_STATES, type UnitState } from "../units/unit-state.js";
import { SHORT_STATE_NAMES, STATE_MEANINGS, STATE_NAMES, StateShape } from "../units/unit-state-mark.js";
import { useStaleAfterMs } from "../units/use-device-list.js";

/** On a narrow screen the name stands below its count. */
const CHIP =
  "flex h-7 items-center gap-1.5 rounded-control px-2 text-ink-2 max-lg:h-9 max-lg:flex-col max-lg:justify-center max-lg:gap-0.5 max-lg:px-1 max-sm:px-0.5 transition-colors hover:bg-raised hover:text-ink aria-[current]:bg-raised aria-[current]:text-ink aria-[current]:shadow-card";

const NAME = "max-lg:text-[0.6875rem] max-lg:leading-3";

/** How many units there are in each state, always in view; each count leads to those units. */
export function UnitCounts() {
  const { units, insights } = useLivePlatform();
  const staleAfterMs = useStaleAfterMs();
  const now = useNow();
  const ids = useUnitIds();
  const kept = useKeptSearch();
  const counts = countStates(statesOf(ids, units, insights, now, staleAfterMs));
  return (
    <nav
      aria-label="Units by state"
      // All eight do not fit beside each other on a phone.
      className="tabular-nums flex flex-wrap items-center gap-x-0.5 max-md:justify-between max-sm:gap-x-0 max-sm:has-[>:nth-child(8)]:grid max-sm:has-[>:nth-child(8)]:grid-cols-4 lost:opacity-80"
    >
      <TotalCount count={ids.length} kept={kept} />
      {UNIT_STATES.map(
        // Once models have spoken there are none without a verdict, and the room is dear.
        (state) =>
          (state !== "unjudged" || counts[state] > 0) && (
            <StateCount key={state} state={state} count={counts[state]} kept={kept} />
          ),
      )}
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
      <span className="font-semibold max-lg:leading-4">{formatCount(count)}</span>{" "}
      <span className={NAME}>{count === 1 ? "unit" : "units"}</span>
    </Link>
  );
});

const StateCount = memo(function StateCount({ state, count, kept }: { state: UnitState; count: number; kept: object }) {
  const standsOut = state !== "normal" && count > 0;
  return (
    <Link
      to="/"
      search={{ ...kept, state }}
      className={CHIP}
      data-testid={`${state}-count`}
      title={`${STATE_NAMES[state]}: ${STATE_MEANINGS[state]}`}
    >
      <span className="flex items-center gap-1.5 max-lg:gap-1 max-lg:leading-4">
        <StateShape state={state} calm={!standsOut} />
        <span className={classes("font-semibold", standsOut && (state === "abnormal" ? "text-abnormal" : "text-ink"))}>
          {formatCount(count)}
        </span>
      </span>
      <span className={NAME}>{SHORT_STATE_NAMES[state].toLowerCase()}</span>
    </Link>
  );
});
