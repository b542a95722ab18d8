import type { DeadLetterItem, DeadLetterReason } from "@gridwatch/contracts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { deadLettersQuery } from "../../api/dead-letters.query.js";
import { useLivePlatform } from "../../realtime/live-platform.js";
import { Button } from "../../ui/button.js";
import { downloadCsv, fileTime } from "../../ui/download.js";
import { ExportButton } from "../../ui/export-button.js";
import { formatCount } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Skeleton } from "../../ui/skeleton.js";
import { deadLettersCsv } from "./dead-letters-csv.js";
import type { ReplaySelection } from "./replay-dialog.js";

interface Properties {
  /** Only those; all when `undefined`. */
  reason: DeadLetterReason | undefined;
  /** `undefined` where replaying is off. */
  onReplay: ((selection: ReplaySelection) => void) | undefined;
}

/** Letters one by one, newest first. */
export function DeadLetterList({ reason, onReplay }: Properties) {
  const { data, error, isPending, hasNextPage, isFetching, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(deadLettersQuery(reason));
  const letters = data?.pages.flatMap((page) => page.letters) ?? [];
  const { clock } = useLivePlatform();
  const save = () => downloadCsv(["dead letters", reason ?? "", fileTime(clock.now())], deadLettersCsv(letters));
  return (
    <>
      <div className="mt-4 mb-1 flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold text-ink-2">Newest letters{reason && `: ${reason.replaceAll("_", " ")}`}</h3>
        <div className="flex flex-wrap gap-2">
          <Button aria-disabled={isFetching} onClick={() => void refetch()}>
            <RotateCw aria-hidden="true" className="size-3.5" />
            Look again
          </Button>
          {letters.length > 0 && <ExportButton what="the letters shown" onExport={save} />}
          {onReplay && letters.length > 0 && (
            <Button onClick={() => onReplay({ reason })}>
              {reason === undefined ? "Replay all…" : "Replay all of this reason…"}
            </Button>
          )}
        </div>
      </div>
      {isPending && <Skeleton className="h-32" />}
      {error !== null && (
        <ErrorNotice title="The dead letters cannot be loaded" onRetry={() => void refetch()}>
          {error.message}
        </ErrorNotice>
      )}
      {data !== undefined && letters.length === 0 && !hasNextPage && (
        <p className="text-ink-2">None stand there now: they have been taken in again, or made room for newer ones.</p>
      )}
      <ul>
        {letters.map((letter) => (
          <Letter key={letter.seq} letter={letter} onReplay={onReplay} />
        ))}
      </ul>
      {hasNextPage && (
        <Button className="mt-2" aria-disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? "Loading…" : "Show older letters"}
        </Button>
      )}
    </>
  );
}

/** So much of a payload is in view at once; the rest unfolds. */
const EXCERPT = 160;
/** More than this nobody reads on a page. */
const LONGEST = 20_000;

function Letter({ letter, onReplay }: { letter: DeadLetterItem; onReplay: Properties["onReplay"] }) {
  const { seq, at, reason, detail, topic, readings, payload, encoding, truncatedFrom } = letter;
  return (
    <li data-testid="dead-letter" className="border-line border-t py-2">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <Moment at={Date.parse(at)} />
        <span className="font-semibold">{reason.replaceAll("_", " ")}</span>
        <code className="min-w-0 break-all font-mono text-xs">{topic}</code>
        {readings > 1 && <span className="text-ink-2">{formatCount(readings)} readings</span>}
        {onReplay && letter.replayable && (
          <Button
            aria-label={`Replay letter ${seq}…`}
            className="ml-auto"
            onClick={() => onReplay({ sequences: [seq] })}
          >
            Replay…
          </Button>
        )}
      </div>
      <p className="break-words text-ink-2">{detail}</p>
      {!letter.replayable && (
        <p className="break-words text-ink-3 text-xs">It cannot be replayed: {letter.notReplayable}</p>
      )}
      <code className="mt-1 block break-all font-mono text-xs">
        {payload.slice(0, EXCERPT) || "(empty)"}
        {payload.length > EXCERPT && "…"}
      </code>
      {payload.length > EXCERPT && (
        <details>
          <summary className="w-fit text-ink-2 text-xs hover:underline">The whole of letter {seq}</summary>
          <pre className="mt-1 max-h-72 overflow-auto whitespace-pre-wrap break-all rounded-control bg-sunken p-2 font-mono text-xs">
            {payload.slice(0, LONGEST)}
          </pre>
        </details>
      )}
      {(encoding === "base64" || truncatedFrom !== undefined || payload.length > LONGEST) && (
        <p className="text-ink-3 text-xs">
          {encoding === "base64" && "Not UTF-8 text: shown as base64. "}
          {truncatedFrom !== undefined && `Cut from ${formatCount(truncatedFrom)} bytes when it was kept. `}
          {payload.length > LONGEST && `The first ${formatCount(LONGEST)} characters are shown.`}
        </p>
      )}
    </li>
  );
}
