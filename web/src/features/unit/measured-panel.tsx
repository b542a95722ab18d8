import { Link } from "@tanstack/react-router";
import { useNow } from "../../realtime/live-platform.js";
import { formatAge, formatQuantity } from "../../ui/format.js";
import { Panel } from "../../ui/panel.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { signalName, signalStyle } from "../../units/signal-names.js";
import type { Unit } from "../../units/unit.js";
import { MeasuredChart } from "./measured-chart.js";
import { otherMetrics } from "./other-metrics.js";
import { useUnitSearch } from "./use-unit-search.js";

/** The newest of what a unit reports besides voltages and currents, under its own names, and the course of one of them. */
export function MeasuredPanel({ unit }: { unit: Unit }) {
  const metrics = otherMetrics(unit);
  const { metric: shown } = useUnitSearch();
  if (metrics.length === 0) return null;
  return (
    <Panel title="Also measured" className="mb-3">
      <div data-testid="also-measured" className="grid gap-x-8 gap-y-4 lg:grid-cols-[2fr_3fr]">
        <MetricTable unit={unit} metrics={metrics} shown={shown} />
        {shown !== undefined && metrics.includes(shown) && <MeasuredChart key={shown} id={unit.id} metric={shown} />}
      </div>
    </Panel>
  );
}

function MetricTable({ unit, metrics, shown }: { unit: Unit; metrics: readonly string[]; shown: string | undefined }) {
  const now = useNow();
  return (
    <ScrolledTable label="Further metrics" className="max-w-md old:text-ink-3">
      <thead className="text-ink-3 text-xs">
        <tr>
          <th scope="col">Metric</th>
          <th scope="col" className="text-right">
            Newest
          </th>
          <th scope="col" className="text-right">
            Age
          </th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((metric) => (
          <tr key={metric}>
            <th scope="row" className="break-words text-left font-normal">
              <Link
                to="/units/$unitId"
                params={{ unitId: unit.id }}
                search={({ metric: _, ...kept }) => (metric === shown ? kept : { ...kept, metric })}
                resetScroll={false}
                aria-current={metric === shown}
                title={metric === shown ? "Put its chart away" : "Show its chart"}
                className="underline hover:no-underline aria-[current=true]:font-semibold"
              >
                {signalName(metric)}
              </Link>
            </th>
            <td className="text-right font-semibold">
              {formatQuantity(unit.values[metric] ?? Number.NaN, signalStyle(metric))}
            </td>
            <td className="whitespace-nowrap text-right">
              {formatAge(Math.max(0, now - (unit.measuredAt[metric] ?? unit.at)))}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrolledTable>
  );
}
