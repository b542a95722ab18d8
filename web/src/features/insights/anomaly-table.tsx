import { Link } from "@tanstack/react-router";
import { Octagon, OctagonAlert } from "lucide-react";
import { rangeAround } from "../../charts/range-search.js";
import { useNow } from "../../realtime/live-platform.js";
import { classes } from "../../ui/classes.js";
import { formatQuantity, formatSpan, SCORE } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import type { AnomalyRow } from "../../units/anomaly-row.js";
import { FigureValue } from "../../units/figure-value.js";
import { signalName, signalStyle } from "../../units/signal-names.js";

/** Anomalies in their order; the whole of each row leads to the unit's charts at that moment. */
export function AnomalyTable({ label, rows }: { label: string; rows: readonly AnomalyRow[] }) {
  return (
    <ScrolledTable
      exportable={false}
      label={label}
      frame="-mx-4 overflow-x-auto px-2 lost:hatched"
      className="[&_tr>*:first-child]:pl-2"
    >
      <thead className="text-ink-2 text-xs">
        <tr>
          <th scope="col">Unit</th>
          <th scope="col">Began</th>
          <th scope="col" className="text-right max-md:hidden">
            Lasted
          </th>
          <th scope="col" className="text-right max-md:hidden">
            Peak
          </th>
          <th scope="col" className="md:pl-4">
            Strongest signal
          </th>
          <th scope="col" className="text-right max-md:hidden">
            Expected
          </th>
          <th scope="col" className="text-right max-md:hidden">
            Observed
          </th>
          <th scope="col" className="pl-4 max-md:hidden">
            Model
          </th>
        </tr>
      </thead>
      <tbody className="[&>tr]:border-line [&>tr]:border-t">
        {rows.map((row) => (
          <Row key={`${row.device} ${row.start}`} row={row} />
        ))}
      </tbody>
    </ScrolledTable>
  );
}

function Row({ row: { device, start, end, peak, signal, strongest, model } }: { row: AnomalyRow }) {
  const now = useNow();
  const lasts = end === null;
  const Shape = lasts ? OctagonAlert : Octagon;
  const lasted = formatSpan(Math.max(0, (end ?? now) - start));
  const quantity = (value: number) => formatQuantity(value, signalStyle(signal ?? ""));
  return (
    <tr data-testid="anomaly-row" className="relative align-baseline hover:bg-raised has-focus-visible:bg-raised">
      <th scope="row" className="font-medium">
        <Link
          to="/units/$unitId"
          params={{ unitId: device }}
          search={{ ...rangeAround(start, end, now), at: start }}
          className="flex items-baseline gap-1.5 after:absolute after:inset-0 hover:underline"
        >
          <Shape
            aria-hidden="true"
            strokeWidth={2.5}
            className={classes("size-3.5 shrink-0 self-center", lasts ? "text-abnormal" : "text-ink-3")}
          />
          <span className="wrap-anywhere min-w-14">{device}</span>
          <span className="sr-only">{lasts ? ", open" : ", over"}</span>
        </Link>
      </th>
      <td className={classes(lasts && "font-semibold text-abnormal lost:text-ink-3")}>
        <Moment at={start} />
        <span className="block whitespace-nowrap font-normal text-ink-2 text-xs md:hidden">
          for {lasted}
          {peak !== null && <span className="block">peak {SCORE.format(peak)}</span>}
        </span>
      </td>
      <td className="whitespace-nowrap text-right max-md:hidden">{lasted}</td>
      <td className="text-right max-md:hidden">
        <FigureValue value={peak} style={SCORE} />
      </td>
      <td className="md:pl-4">
        {signal === null ? "–" : signalName(signal)}
        <span className="block text-ink-2 text-xs md:hidden">
          {strongest && `${quantity(strongest.observed)}, expected ${quantity(strongest.expected)}`}
          <span className="wrap-anywhere block">{model}</span>
        </span>
      </td>
      <td className="whitespace-nowrap text-right text-ink-2 max-md:hidden">
        {strongest ? quantity(strongest.expected) : "–"}
      </td>
      <td className="whitespace-nowrap text-right font-semibold max-md:hidden">
        {strongest ? quantity(strongest.observed) : "–"}
      </td>
      <td className="wrap-anywhere pl-4 text-ink-2 max-md:hidden">{model ?? "–"}</td>
    </tr>
  );
}
