import type { ModelEvent } from "@gridwatch/contracts";
import { useQuery } from "@tanstack/react-query";
import { CircleSlash } from "lucide-react";
import { modelHistoryQuery } from "../../api/models.query.js";
import { Moment } from "../../ui/moment.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { Skeleton } from "../../ui/skeleton.js";
import { ACTION_NAMES } from "./model-change.js";

/** Who did what with models and why, refusals included. */
export function HistoryPanel() {
  const { data, error, isPending, refetch } = useQuery(modelHistoryQuery);
  return (
    <Panel title="History">
      {isPending && <Skeleton className="h-24" />}
      {error !== null && (
        <ErrorNotice title="The history cannot be loaded" onRetry={() => void refetch()}>
          {error.message}
        </ErrorNotice>
      )}
      {data?.length === 0 && <p className="text-ink-2">Nothing was done with models yet.</p>}
      {data !== undefined && data.length > 0 && <Events events={data} />}
    </Panel>
  );
}

function Events({ events }: { events: readonly ModelEvent[] }) {
  return (
    <ScrolledTable label="History of models" className="min-w-[46rem]">
      <thead className="text-ink-2 text-xs">
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">Model</th>
          <th scope="col">Who</th>
          <th scope="col">Why</th>
          <th scope="col">Outcome</th>
        </tr>
      </thead>
      <tbody className="[&>tr]:border-line [&>tr]:border-t [&>tr]:align-top">
        {events.map(({ at, action, model, by, reason, outcome, detail }) => (
          <tr key={`${at} ${action} ${model}`} data-testid="model-event">
            <td className="whitespace-nowrap">
              <Moment at={at} />
            </td>
            <td>{ACTION_NAMES[action]}</td>
            <td>{model || "–"}</td>
            <td>{by}</td>
            <td className="break-words">{reason}</td>
            <td className="max-w-72 break-words">
              {outcome === "refused" ? (
                <span className="font-semibold">
                  <CircleSlash aria-hidden="true" className="mr-1 inline size-3.5 align-[-2px]" />
                  Refused
                </span>
              ) : (
                "Done"
              )}
              {/* Of an upload that was taken this is the package's hash, which nobody reads. */}
              {detail !== "" && !(action === "upload" && outcome === "done") && (
                <span className="block text-ink-3 text-xs">{detail}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrolledTable>
  );
}
