import { DEAD_LETTER_REASONS, type DeadLetterCounts, type DeadLetterReason } from "@gridwatch/contracts";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { deadLetterCountsQuery } from "../../api/dead-letters.query.js";
import { systemQuery } from "../../api/system.query.js";
import { Button } from "../../ui/button.js";
import { asSentence, formatCount } from "../../ui/format.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { Skeleton } from "../../ui/skeleton.js";
import { DeadLetterList } from "./dead-letter-list.js";
import { ReplayDialog, type ReplaySelection } from "./replay-dialog.js";
import { ReplayList } from "./replay-list.js";

const route = getRouteApi("/system");

/** What could not be used, by reason; each letter to be read, and taken in again once the cause is put right. */
export function DeadLettersPanel() {
  const { data, error, isPending, refetch } = useQuery(deadLetterCountsQuery);
  const { reason } = route.useSearch();
  const navigate = route.useNavigate();
  const [selection, setSelection] = useState<ReplaySelection | undefined>();
  const [done, setDone] = useState("");
  const replayAllowed = data?.replayAllowed ?? false;
  const isCentral = useQuery(systemQuery).data?.backbone.regions !== undefined;
  const show = (chosen: DeadLetterReason | undefined) =>
    void navigate({ search: (search) => ({ ...search, reason: chosen }), resetScroll: false });
  return (
    <Panel title="Dead letters">
      <p role="status" className="text-ink-2">
        {done || "What could not be used, kept as it came"}
      </p>
      {isPending && <Skeleton className="mt-2 h-24" />}
      {error !== null && (
        <ErrorNotice title="The dead letters cannot be counted" onRetry={() => void refetch()}>
          {error.message} They are kept in NATS: see that it runs.
        </ErrorNotice>
      )}
      {data?.replayAllowed === false && (
        <p data-testid="replay-off" className="mt-2 rounded-control bg-sunken p-3">
          <strong className="font-semibold">Replaying is off here.</strong>{" "}
          {isCentral
            ? "Readings are gathered from regions: have the letters replayed in the region that they are of."
            : "There is no log-in, so it is switched on only where no stranger reaches the platform: ANALYTICS_ALLOW_REPLAY=true for the service analytics."}
        </p>
      )}
      {data !== undefined && data.counts.length > 0 && <Reasons counts={data.counts} shown={reason} onShow={show} />}
      {data?.counts.length === 0 && <p className="mt-2">There are none: everything that came could be used.</p>}
      {data !== undefined && data.counts.length > 0 && (
        <DeadLetterList reason={reason} onReplay={replayAllowed ? setSelection : undefined} />
      )}
      <ReplayList />
      {selection !== undefined && (
        <ReplayDialog selection={selection} onClose={() => setSelection(undefined)} onDone={setDone} />
      )}
    </Panel>
  );
}

function Reasons({
  counts,
  shown,
  onShow,
}: {
  counts: DeadLetterCounts["counts"];
  shown: DeadLetterReason | undefined;
  onShow: (reason: DeadLetterReason | undefined) => void;
}) {
  return (
    <ScrolledTable label="Dead letters by reason" className="sm:min-w-[36rem]">
      <thead className="text-ink-2 text-xs">
        <tr>
          <th scope="col">Reason</th>
          <th scope="col" className="max-sm:hidden">
            Refused by
          </th>
          <th scope="col" className="text-right">
            Letters now
          </th>
          <th scope="col" className="text-right max-sm:hidden">
            Readings ever
          </th>
          <th scope="col" data-unsaved="">
            <span className="sr-only">Show</span>
          </th>
        </tr>
      </thead>
      <tbody className="[&>tr]:border-line [&>tr]:border-t">
        {counts.map(({ origin, reason, letters, readingsEver }) => (
          <tr key={`${origin} ${reason}`} data-testid={`reason-${reason}`}>
            <th scope="row" className="font-medium">
              {reason.replaceAll("_", " ")}
              <span className="block font-normal text-ink-3 text-xs">{meaningOf(reason)}</span>
            </th>
            <td className="max-sm:hidden">{origin}</td>
            <td className="text-right">{formatCount(letters)}</td>
            <td className="text-right max-sm:hidden">{readingsEver === undefined ? "–" : formatCount(readingsEver)}</td>
            <td data-unsaved="" className="text-right">
              {isReason(reason) && (
                <Button
                  aria-pressed={shown === reason}
                  aria-label={`Show only: ${reason.replaceAll("_", " ")}`}
                  onClick={() => onShow(shown === reason ? undefined : reason)}
                  className="aria-pressed:border-ink aria-pressed:font-semibold"
                >
                  {shown === reason ? "Show all" : "Show only"}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrolledTable>
  );
}

function isReason(reason: string): reason is DeadLetterReason {
  return Object.hasOwn(DEAD_LETTER_REASONS, reason);
}

/** Of a reason that only a newer platform knows, nothing. */
function meaningOf(reason: string): string {
  return isReason(reason) ? asSentence(DEAD_LETTER_REASONS[reason]) : "";
}
