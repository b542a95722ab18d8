import type { RiskDriver, StoredForecast } from "@gridwatch/contracts";
import { TriangleAlert } from "lucide-react";
import { CaptionedTable } from "../../ui/captioned-table.js";
import { classes } from "../../ui/classes.js";
import { formatCount, formatShare, NUMBER } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { Skeleton } from "../../ui/skeleton.js";
import { driverName, formatProbability, isAtRisk } from "../../units/risk.js";
import { useForecast } from "./use-forecast.js";

/** How probable it is that the unit fails within a day or two, and what raises that. */
export function ForecastPanel({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useForecast(id);
  return (
    <Panel
      title="Failure forecast"
      aside={data?.model && <p className="text-ink-2">{data.model.replace("@", " ")}</p>}
      className="mb-3"
    >
      <div data-testid="forecast">
        {isPending && <Skeleton className="h-12" />}
        {error !== null && (
          <ErrorNotice title="The forecast cannot be loaded" onRetry={() => void refetch()}>
            {error.message}
          </ErrorNotice>
        )}
        {data === null && <p className="text-ink-2">No forecast of this unit yet.</p>}
        {data?.reason === "OFF" && <p className="text-ink-2">No forecast: no failure-risk model is active.</p>}
        {data?.reason === "INSUFFICIENT_DATA" && data.hours && (
          <p className="text-ink-2">
            Not enough data: {formatCount(data.hours.known)} of {formatCount(data.hours.needed)} hours of readings so
            far.
          </p>
        )}
        {data?.reason === "FORECAST" && <Forecast forecast={data} />}
      </div>
    </Panel>
  );
}

function Forecast({ forecast }: { forecast: StoredForecast }) {
  const { at, within24h, within48h, threshold, drivers = [] } = forecast;
  const atRisk = isAtRisk(forecast);
  return (
    <div className="grid gap-x-8 gap-y-4 lg:grid-cols-[2fr_3fr]">
      <div>
        <dl className="tabular-nums max-w-md old:text-ink-3">
          <Probability name="Fails within 24 hours" value={within24h} />
          <Probability name="Fails within 48 hours" value={within48h} threshold={threshold} atRisk={atRisk} />
        </dl>
        {threshold !== undefined && (
          <p className={classes("mt-1 old:text-ink-3", atRisk ? "font-semibold text-suspect" : "text-ink-2")}>
            {atRisk && <TriangleAlert aria-hidden="true" className="mr-1 inline size-3.5 align-[-2px]" />}
            {atRisk ? "At or above" : "Below"} {formatProbability(threshold)} within 48 hours, from where on it calls
            for a look.
          </p>
        )}
        <p className="mt-2 text-ink-3 text-xs">
          Made of the readings until <Moment at={Date.parse(at)} />
        </p>
      </div>
      {drivers.length > 0 && <Drivers drivers={drivers} />}
    </div>
  );
}

function Probability({
  name,
  value,
  threshold,
  atRisk = false,
}: {
  name: string;
  value: number | undefined;
  threshold?: number | undefined;
  atRisk?: boolean;
}) {
  const width = `${100 * Math.min(Math.max(value ?? 0, 0), 1)}%`;
  return (
    <div className="mb-2">
      <div className="flex items-baseline justify-between gap-4">
        <dt className="text-ink-2">{name}</dt>
        <dd className="font-semibold text-base">{value === undefined ? "–" : formatProbability(value)}</dd>
      </div>
      <svg aria-hidden="true" className="block h-3 w-full">
        <rect x="0" y="2" width="100%" height="8" rx="1" className="fill-sunken" />
        <rect
          x="0"
          y="2"
          width={width}
          height="8"
          rx="1"
          className={classes("old:fill-ink-3", atRisk ? "fill-suspect" : "fill-ink-3")}
        />
        {threshold !== undefined && (
          <line
            x1={`${100 * threshold}%`}
            x2={`${100 * threshold}%`}
            y1="0"
            y2="12"
            strokeWidth="2"
            className="stroke-ink old:stroke-ink-3"
          />
        )}
      </svg>
    </div>
  );
}

function Drivers({ drivers }: { drivers: readonly RiskDriver[] }) {
  return (
    <div className="min-w-0">
      <CaptionedTable
        caption="What raises the risk"
        className="tabular-nums w-full max-w-2xl text-right [&_td]:py-0.5 [&_td]:pl-3 [&_th]:font-normal"
      >
        <thead className="text-ink-3 text-xs">
          <tr>
            <th scope="col" className="text-left">
              Driver
            </th>
            <th scope="col">Share</th>
            <th scope="col">If sound</th>
            <th scope="col">Observed</th>
          </tr>
        </thead>
        <tbody>
          {drivers.map(({ feature, share, usual, observed }) => (
            <tr key={feature}>
              <th scope="row" title={feature} className="break-words text-left">
                {driverName(feature)}
              </th>
              <td>{formatShare(share)}</td>
              <td className="text-ink-2">{NUMBER.format(usual)}</td>
              <td className="font-semibold old:font-normal old:text-ink-3">{NUMBER.format(observed)}</td>
            </tr>
          ))}
        </tbody>
      </CaptionedTable>
      <p className="mt-1.5 text-ink-3 text-xs">If sound: as usual at a unit that does not fail.</p>
    </div>
  );
}
