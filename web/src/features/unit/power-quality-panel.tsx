import { SUPPLY_WEEK_WINDOWS } from "@gridwatch/grid-physics";
import { useMemo } from "react";
import { useAtTick } from "../../realtime/live-platform.js";
import type { ReadingTrail } from "../../realtime/reading-trail.js";
import { formatCount, formatQuantity, VOLTS } from "../../ui/format.js";
import { Panel } from "../../ui/panel.js";
import { startOfWeek } from "../../ui/start-of-week.js";
import type { Unit } from "../../units/unit.js";
import { BalanceTable } from "./balance-table.js";
import { OfWeek } from "./of-week.js";
import { type PowerQuality, powerQuality } from "./power-quality.js";
import { useRecentEvents, withRecent } from "./recent-events.js";
import { SupplyTable } from "./supply-table.js";
import { VoltageEventList } from "./voltage-event-list.js";
import type { Week } from "./week.js";

interface Properties {
  unit: Unit;
  /** See `silentMetrics`. */
  silent: ReadonlySet<string>;
  trail: ReadingTrail;
}

/** How balanced the output voltages are now, and how they kept to their limits this week and over the last 7 days. */
export function PowerQualityPanel({ unit, silent, trail }: Properties) {
  return (
    <Panel title="Power quality" className="mb-3">
      <div data-testid="power-quality" className="grid gap-x-8 gap-y-4 lg:grid-cols-[2fr_3fr]">
        <BalanceTable unit={unit} silent={silent} />
        <div className="min-w-0">
          <OfWeek id={unit.id}>{(week) => <WeeklyQuality id={unit.id} week={week} trail={trail} />}</OfWeek>
        </div>
      </div>
    </Panel>
  );
}

function WeeklyQuality({ id, week, trail }: { id: string; week: Week; trail: ReadingTrail }) {
  const monday = useAtTick(startOfWeek);
  const quality = useMemo(() => powerQuality(week, monday), [week, monday]);
  if (quality === null) {
    return (
      <p className="text-ink-2">
        Not judged: the usual output voltage is not within 15 % of 120, 230 or 400 V, one of which is taken as the
        nominal voltage.
      </p>
    );
  }
  const nominal = formatQuantity(quality.nominal, VOLTS);
  return (
    <div className="grid gap-y-4">
      <div className="min-w-0">
        <SupplyTable {...quality} monday={monday} />
        <p data-testid="week-windows" className="mt-1.5 text-ink-3 text-xs">
          {formatCount(week.timestamps.length)} of the {formatCount(SUPPLY_WEEK_WINDOWS)} windows of the last 7 days
          hold readings. Nominal voltage {nominal}, phase-to-neutral: assumed, as the one near the week's median.
        </p>
      </div>
      <Events id={id} week={week} quality={quality} trail={trail} />
    </div>
  );
}

function Events({
  id,
  week,
  quality: { nominal, events },
  trail,
}: {
  id: string;
  week: Week;
  quality: PowerQuality;
  trail: ReadingTrail;
}) {
  const recent = useRecentEvents(trail, nominal);
  return <VoltageEventList id={id} events={withRecent(events, recent)} windows={week.timestamps.length} />;
}
