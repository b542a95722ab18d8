import { SUPPLY_WEEK_WINDOWS } from "@gridwatch/grid-physics";
import { useMemo } from "react";
import { useAtTick } from "../../realtime/live-platform.js";
import { formatCount, formatQuantity, VOLTS } from "../../ui/format.js";
import { Panel } from "../../ui/panel.js";
import { startOfWeek } from "../../ui/start-of-week.js";
import type { Unit } from "../../units/unit.js";
import { BalanceTable } from "./balance-table.js";
import { OfWeek } from "./of-week.js";
import { powerQuality } from "./power-quality.js";
import { SupplyTable } from "./supply-table.js";
import { VoltageEventList } from "./voltage-event-list.js";
import type { Week } from "./week.js";

/** How balanced the output voltages are now, and how they kept to their limits this week and over the last 7 days. */
export function PowerQualityPanel({ unit, silent }: { unit: Unit; silent: ReadonlySet<string> }) {
  return (
    <Panel title="Power quality" className="mb-3">
      <div data-testid="power-quality" className="grid gap-x-8 gap-y-4 lg:grid-cols-[2fr_3fr]">
        <BalanceTable unit={unit} silent={silent} />
        <div className="min-w-0">
          <OfWeek id={unit.id}>{(week) => <WeeklyQuality id={unit.id} week={week} />}</OfWeek>
        </div>
      </div>
    </Panel>
  );
}

function WeeklyQuality({ id, week }: { id: string; week: Week }) {
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
      <VoltageEventList id={id} events={quality.events} windows={week.timestamps.length} />
    </div>
  );
}
