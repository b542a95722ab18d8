import { type ModelDrift, modelId, type Stability, stabilityOf } from "@gridwatch/contracts";
import { useQuery } from "@tanstack/react-query";
import { Circle, CircleHelp, TriangleAlert } from "lucide-react";
import { modelDriftQuery } from "../../api/models.query.js";
import { classes } from "../../ui/classes.js";
import { formatCount, SCORE } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { Skeleton } from "../../ui/skeleton.js";
import { signalName } from "../../units/signal-names.js";
import { STABILITY_NAMES } from "./stability-names.js";

const SHAPES = { stable: Circle, shifting: TriangleAlert, changed: TriangleAlert, unknown: CircleHelp } as const;

/** How far what the champion sees has moved away from what it was trained on. */
export function DriftPanel({ hasChampion }: { hasChampion: boolean }) {
  const { data, error, isPending, refetch } = useQuery({ ...modelDriftQuery, enabled: hasChampion });
  return (
    <Panel title="Drift from training" className="mb-3">
      {hasChampion && isPending && <Skeleton className="h-16" />}
      {hasChampion && error !== null && (
        <ErrorNotice title="The drift cannot be loaded" onRetry={() => void refetch()}>
          {error.message}
        </ErrorNotice>
      )}
      {(!hasChampion || (data === null && error === null)) && (
        <p className="text-ink-2">Not available: no champion is being compared with its training.</p>
      )}
      {hasChampion && data != null && <Drift drift={data} />}
    </Panel>
  );
}

function Drift({ drift: { since, steps, inputs, score, ...model } }: { drift: ModelDrift }) {
  const rows = [
    ...inputs.map(({ feature, psi }) => ({ name: signalName(feature), psi })),
    { name: "The score itself", psi: score.psi },
  ];
  return (
    <>
      <p className="text-ink-2">
        {modelId(model)}, {formatCount(steps)} steps since <Moment at={since} />. Population stability index: below 0.1
        stable, above 0.25 a change that asks for retraining.
      </p>
      <ScrolledTable label="Drift by input" className="max-w-2xl">
        <thead className="text-ink-2 text-xs">
          <tr>
            <th scope="col">Input</th>
            <th scope="col" className="text-right">
              Index
            </th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody className="[&>tr]:border-line [&>tr]:border-t">
          {rows.map(({ name, psi }) => (
            <tr key={name}>
              <th scope="row" className="font-normal">
                {name}
              </th>
              <td className="text-right">{psi === null ? "–" : SCORE.format(psi)}</td>
              <td>
                <StabilityMark stability={stabilityOf(psi)} />
              </td>
            </tr>
          ))}
        </tbody>
      </ScrolledTable>
    </>
  );
}

function StabilityMark({ stability }: { stability: Stability }) {
  const Shape = SHAPES[stability];
  const alarming = stability === "changed";
  return (
    <span
      className={classes("inline-flex items-center gap-1.5", alarming ? "font-semibold text-suspect" : "text-ink-2")}
    >
      <Shape
        aria-hidden="true"
        className={classes("shrink-0", stability === "stable" ? "size-2 fill-current" : "size-3.5")}
      />
      {STABILITY_NAMES[stability]}
    </span>
  );
}
