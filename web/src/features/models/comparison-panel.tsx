import { type ComparedModel, type LoneAnomaly, type ModelComparison, modelId } from "@gridwatch/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { modelComparisonQuery } from "../../api/models.query.js";
import { rangeAround } from "../../charts/range-search.js";
import { useNow } from "../../realtime/live-platform.js";
import { formatCount, formatShare, formatSpan, NUMBER, SCORE } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { Skeleton } from "../../ui/skeleton.js";
import { signalName } from "../../units/signal-names.js";
import { ScoreDistribution } from "./score-distribution.js";

/** The champion and the shadow on the same steps of the same units. */
export function ComparisonPanel({ hasShadow }: { hasShadow: boolean }) {
  const { data, error, isPending, refetch } = useQuery({ ...modelComparisonQuery("anomaly"), enabled: hasShadow });
  return (
    <Panel title="Champion and shadow compared" className="mb-3">
      {hasShadow && isPending && <Skeleton className="h-24" />}
      {hasShadow && error !== null && (
        <ErrorNotice title="The comparison cannot be loaded" onRetry={() => void refetch()}>
          {error.message}
        </ErrorNotice>
      )}
      {(!hasShadow || (data === null && error === null)) && (
        <p className="text-ink-2">No shadow scores beside a champion. Run a version as the shadow to compare them.</p>
      )}
      {hasShadow && data != null && <Comparison comparison={data} />}
    </Panel>
  );
}

function Comparison({ comparison }: { comparison: ModelComparison }) {
  const { champion, shadow, steps, agreement, loneAnomalies, shed, since, replicas } = comparison;
  const compared = steps.bothNormal + steps.bothAbnormal + steps.onlyChampion + steps.onlyShadow;
  return (
    <>
      <p className="text-ink-2">
        {modelId(champion)} and {modelId(shadow)} since <Moment at={since} />, {formatCount(replicas)}{" "}
        {replicas === 1 ? "replica" : "replicas"}.
      </p>
      <div className="mt-3 grid gap-x-8 gap-y-5 lg:grid-cols-2">
        <div className="min-w-0">
          <dl className="tabular-nums grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 [&>dd]:text-right [&>dt]:text-ink-2">
            <dt>Agreement, of {formatCount(compared)} steps that both scored</dt>
            <dd data-testid="agreement" className="font-semibold">
              {agreement === null ? "no such step yet" : formatAgreement(agreement)}
            </dd>
            <dt>Both normal</dt>
            <dd>{formatCount(steps.bothNormal)}</dd>
            <dt>Both abnormal</dt>
            <dd>{formatCount(steps.bothAbnormal)}</dd>
            <dt>Abnormal by the champion alone</dt>
            <dd>{formatCount(steps.onlyChampion)}</dd>
            <dt>Abnormal by the shadow alone</dt>
            <dd>{formatCount(steps.onlyShadow)}</dd>
            <dt>Scored by one of them only</dt>
            <dd>{formatCount(steps.notBoth)}</dd>
            <dt>Cost of the champion, per 1,000 windows</dt>
            <dd>{cost(champion)}</dd>
            <dt>Cost of the shadow, per 1,000 windows</dt>
            <dd>{cost(shadow)}</dd>
            <dt>Messages shed, as the shadow was too slow</dt>
            <dd>{formatCount(shed)}</dd>
          </dl>
        </div>
        <ScoreDistribution
          champion={{ name: modelId(champion), scores: champion.scores }}
          shadow={{ name: modelId(shadow), scores: shadow.scores }}
          since={since}
        />
      </div>
      <h3 className="mt-4 font-semibold">Anomalies that one of them alone raised</h3>
      {loneAnomalies.length === 0 ? (
        <p className="text-ink-2">None so far.</p>
      ) : (
        <LoneAnomalies anomalies={loneAnomalies} />
      )}
    </>
  );
}

function LoneAnomalies({ anomalies }: { anomalies: readonly LoneAnomaly[] }) {
  const now = useNow();
  return (
    <ScrolledTable label="Anomalies that one model alone raised" className="min-w-[34rem]">
      <thead className="text-ink-2 text-xs">
        <tr>
          <th scope="col">Unit and time</th>
          <th scope="col">Raised by</th>
          <th scope="col">Strongest signal</th>
          <th scope="col" className="text-right">
            Lasted
          </th>
          <th scope="col" className="text-right">
            Peak
          </th>
        </tr>
      </thead>
      <tbody className="[&>tr]:border-line [&>tr]:border-t">
        {anomalies.map(({ by, device, start, end, peak, signal }) => (
          <tr key={`${by} ${device} ${start}`}>
            <th scope="row" className="font-normal">
              <Link
                to="/units/$unitId"
                params={{ unitId: device }}
                search={{ ...rangeAround(start, end, now), at: start }}
                className="font-medium underline"
              >
                {device}, <Moment at={start} />
              </Link>
            </th>
            <td>{by}</td>
            <td>{signal === undefined ? "–" : signalName(signal)}</td>
            <td className="text-right">{formatSpan(end - start)}</td>
            <td className="text-right">{SCORE.format(peak)}</td>
          </tr>
        ))}
      </tbody>
    </ScrolledTable>
  );
}

/** Rounded down: 99.96 % is not all. */
function formatAgreement(agreement: number): string {
  return formatShare(Math.floor(agreement * 1_000) / 1_000);
}

function cost({ windows, seconds }: ComparedModel): string {
  return windows === 0 ? "–" : `${NUMBER.format((seconds / windows) * 1_000_000)} ms`;
}
