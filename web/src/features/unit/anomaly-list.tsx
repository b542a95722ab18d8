import { Octagon, OctagonAlert } from "lucide-react";
import { useLivePlatform, useNow } from "../../realtime/live-platform.js";
import { classes } from "../../ui/classes.js";
import { downloadCsv, fileTime } from "../../ui/download.js";
import { ExportButton } from "../../ui/export-button.js";
import { formatMoment, formatSpan, SCORE } from "../../ui/format.js";
import { ErrorNotice } from "../../ui/notice.js";
import { anomaliesCsv } from "../../units/anomalies-csv.js";
import { signalName } from "../../units/signal-names.js";
import { type Anomaly, rowOf } from "./anomalies.js";

interface Properties {
  /** Of the unit. */
  id: string;
  anomalies: readonly Anomaly[];
  /** Why there may be more of them than these. */
  trouble: { message: string; retry: () => void } | undefined;
  /** Moves the charts to the anomaly. */
  onShow: (anomaly: Anomaly) => void;
}

/** A unit's anomalies, open and past, newest first; each leads to its place in the charts. */
export function AnomalyList({ id, anomalies, trouble, onShow }: Properties) {
  const { clock } = useLivePlatform();
  const save = () => downloadCsv([id, "anomalies", fileTime(clock.now())], anomaliesCsv(anomalies.map(rowOf(id))));
  return (
    <section aria-labelledby="anomalies" className="min-w-0">
      <h3 id="anomalies" className="mb-1 font-semibold text-ink">
        Anomalies
      </h3>
      {trouble !== undefined && (
        <div className="mb-3">
          <ErrorNotice title="Older ones cannot be loaded" onRetry={trouble.retry}>
            {trouble.message} Those that open are listed as they do.
          </ErrorNotice>
        </div>
      )}
      {anomalies.length === 0 && trouble === undefined && <p className="text-ink-2">None in the last year</p>}
      {anomalies.length > 0 && (
        <ul
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          aria-labelledby="anomalies"
          className="max-h-72 divide-y divide-line overflow-y-auto rounded-control border border-line print:max-h-none print:overflow-visible"
        >
          {anomalies.map((anomaly) => (
            <li key={anomaly.id}>
              <AnomalyButton anomaly={anomaly} onShow={onShow} />
            </li>
          ))}
        </ul>
      )}
      {anomalies.length > 0 && <ExportButton quiet what="the anomalies" onExport={save} />}
    </section>
  );
}

function AnomalyButton({ anomaly, onShow }: { anomaly: Anomaly } & Pick<Properties, "onShow">) {
  const now = useNow();
  const { start, end, peak, contributions } = anomaly;
  const lasts = end === null;
  const Shape = lasts ? OctagonAlert : Octagon;
  const [strongest] = contributions;
  return (
    <button
      type="button"
      data-testid="anomaly"
      title="Show it in the charts"
      onClick={() => onShow(anomaly)}
      className="tabular-nums flex w-full items-baseline gap-2 px-3 py-1.5 text-left hover:bg-raised focus-visible:-outline-offset-2"
    >
      <Shape
        aria-hidden="true"
        strokeWidth={2.5}
        className={classes("size-3.5 shrink-0 self-center", lasts ? "text-abnormal" : "text-ink-3")}
      />
      <span className="min-w-0 flex-1">
        <span className={classes(lasts && "font-semibold text-abnormal")}>
          {lasts ? `Open since ${formatMoment(start, now)}` : formatMoment(start, now)}
        </span>
        <span className="text-ink-2"> for {formatSpan(Math.max(0, (end ?? now) - start))}</span>
        <span className="block truncate text-ink-2 text-xs">
          {strongest !== undefined && `${signalName(strongest.signal)}, `}peak {SCORE.format(peak)}
        </span>
      </span>
    </button>
  );
}
