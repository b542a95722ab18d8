import type { AccountingCheck, AccountingReport } from "@gridwatch/contracts";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleHelp, OctagonAlert } from "lucide-react";
import { accountingQuery } from "../../api/system.query.js";
import { classes } from "../../ui/classes.js";
import { downloadCsv, fileTime } from "../../ui/download.js";
import { ExportButton } from "../../ui/export-button.js";
import { asSentence, formatCount } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { Skeleton } from "../../ui/skeleton.js";
import { accountingCsv } from "./accounting-csv.js";

/** What became of every reading, and whether each sum agrees. */
export function AccountingPanel() {
  const { data, error, isPending, refetch } = useQuery(accountingQuery);
  return (
    <Panel title="Accounting" aside={data && <Aside report={data.report} />}>
      {isPending && <Skeleton className="h-40" />}
      {error !== null && (
        <ErrorNotice title="The accounts cannot be had" onRetry={() => void refetch()}>
          {error.message} {data !== undefined && "What stands below is from before. "}They are read from NATS: see that
          it runs.
        </ErrorNotice>
      )}
      {data !== undefined && <Report report={data.report} />}
    </Panel>
  );
}

function Aside({ report }: { report: AccountingReport }) {
  const { since, at, totals } = report;
  const save = () => downloadCsv(["accounting", fileTime(Date.parse(at))], accountingCsv(figuresOf(totals), report));
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="text-ink-2">
        Readings since <Moment at={Date.parse(since)} />
      </p>
      <ExportButton what="the accounting" onExport={save} />
    </div>
  );
}

const VERDICTS = {
  agrees: { text: "The sums agree: no reading is missing.", Shape: CircleCheck, className: "text-ink-2" },
  differs: {
    text: "The sums do not agree. The checks below say which, and by how many readings.",
    Shape: OctagonAlert,
    className: "text-lost",
  },
  unknown: { text: "Not every sum could be checked now; none is wrong.", Shape: CircleHelp, className: "text-suspect" },
} as const;

function verdictOf(agrees: boolean | null): keyof typeof VERDICTS {
  if (agrees === null) return "unknown";
  return agrees ? "agrees" : "differs";
}

function figuresOf(totals: AccountingReport["totals"]): [string, number | null][] {
  return [
    ["Received", totals.received],
    ["Published", totals.published],
    ["Stored", totals.stored],
    ["Pending", totals.pending],
    ["Dead-lettered", totals.deadLettered],
    ["Lost", totals.lost],
    ["Twice in the stream", totals.duplicated],
    ["Skipped for browsers", totals.skippedByRealtime],
  ];
}

function Report({ report: { agrees, totals, unseenMessages, checks } }: { report: AccountingReport }) {
  const verdict = verdictOf(agrees);
  const { text, Shape, className } = VERDICTS[verdict];
  const figures = figuresOf(totals);
  return (
    <>
      <p role="status" data-testid="accounting-verdict" data-verdict={verdict} className="flex items-center gap-2">
        <Shape aria-hidden="true" className={classes("size-5 shrink-0", className)} />
        <span className="font-semibold">{text}</span>
      </p>
      <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4 xl:grid-cols-8">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt className="text-ink-3 text-xs">{name}</dt>
            <dd
              className={classes(
                "tabular-nums font-semibold text-base",
                name === "Lost" && (value ?? 0) > 0 && "text-lost",
              )}
            >
              {value === null ? "too many to count" : formatCount(value)}
            </dd>
          </div>
        ))}
      </dl>
      {unseenMessages > 0 && (
        <p className="mt-2 text-ink-2">
          {formatCount(unseenMessages)} messages had gone from the streams before they could be counted.
        </p>
      )}
      <h3 className="mt-4 mb-1 font-semibold text-ink-2">Checks</h3>
      <ul>
        {checks.map((check) => (
          <Check key={check.name} check={check} />
        ))}
      </ul>
    </>
  );
}

function Check({ check: { name, agrees, difference, explanation } }: { check: AccountingCheck }) {
  const verdict = verdictOf(agrees);
  const { Shape, className } = VERDICTS[verdict];
  return (
    <li data-testid="accounting-check" className="flex gap-2 border-line border-t py-1.5">
      <Shape aria-hidden="true" className={classes("mt-0.5 size-4 shrink-0", className)} />
      <div className="min-w-0">
        <p className="break-words">
          {name}
          <span className="sr-only">: {verdict}</span>
        </p>
        <p className={classes("break-words text-xs", verdict === "differs" ? "font-semibold text-lost" : "text-ink-3")}>
          {verdict === "unknown" ? asSentence(explanation) : `Differs by ${formatCount(difference)}: ${explanation}.`}
        </p>
      </div>
    </li>
  );
}
