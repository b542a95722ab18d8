import type { PlatformReadiness } from "@gridwatch/contracts";
import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { readinessQuery } from "../../api/readiness.query.js";
import { Button } from "../../ui/button.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { asSentence } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { Skeleton } from "../../ui/skeleton.js";
import { useDisplay } from "../../ui/use-display.js";
import { FindingList } from "./finding-list.js";
import { groupedBy, summaryOf, troubles } from "./readiness.js";
import { SystemHeader } from "./system-header.js";
import { VerdictShape } from "./verdict-mark.js";

/** What the doctor finds at the platform, as far as its services may look: what is wrong and what to do first, then every check. */
export function ReadinessPage() {
  useDisplay();
  const { data, error, isPending, isFetching, refetch } = useQuery(readinessQuery);
  const look = () => void refetch();
  return (
    <div className="page-width px-3 pt-3 pb-8 sm:px-5 sm:pt-4">
      <SystemHeader title="Readiness" task="What is not as it should be, and what to do about it" />
      {error !== null && (
        <div className="mb-3">
          <ErrorNotice title="It cannot be looked at" onRetry={look}>
            {error.message} {data !== undefined && "What stands below is from before. "}
            See that the service analytics runs; npm run doctor looks without it.
          </ErrorNotice>
        </div>
      )}
      {isPending && <Skeleton className="h-64" />}
      {data !== undefined && (
        <div className="grid grid-cols-1 gap-3">
          <ErrorBoundary what="What is to be done">
            <ToDo readiness={data} isLooking={isFetching} onLook={look} />
          </ErrorBoundary>
          <ErrorBoundary what="The list of checks">
            <Checks readiness={data} />
          </ErrorBoundary>
          <ErrorBoundary what="What only the command can look at">
            <Unseen readiness={data} />
          </ErrorBoundary>
        </div>
      )}
    </div>
  );
}

function ToDo({
  readiness: { at, findings },
  isLooking,
  onLook,
}: {
  readiness: PlatformReadiness;
  isLooking: boolean;
  onLook: () => void;
}) {
  const { verdict, words } = summaryOf(findings);
  return (
    <Panel
      title="To do"
      aside={
        <div className="flex flex-wrap items-center gap-3">
          <p className="text-ink-2">
            Looked at <Moment at={Date.parse(at)} />
          </p>
          <Button aria-disabled={isLooking} onClick={() => !isLooking && onLook()}>
            <RotateCw aria-hidden="true" className="size-3.5" />
            {isLooking ? "Looking…" : "Look again"}
          </Button>
        </div>
      }
    >
      <p role="status" data-testid="readiness" data-verdict={verdict} className="flex items-center gap-2 font-semibold">
        <VerdictShape verdict={verdict} className="size-5" />
        {words}
      </p>
      <FindingList findings={troubles(findings)} testId="trouble" named />
    </Panel>
  );
}

function Checks({ readiness: { findings } }: { readiness: PlatformReadiness }) {
  return (
    <Panel title="Checks">
      <div className="gap-6 xl:columns-2">
        {groupedBy(findings, ({ part }) => part).map(([part, own]) => (
          <section key={part} aria-label={part} className="mb-4 last:mb-0">
            <h3 className="break-after-avoid font-semibold">{part}</h3>
            <FindingList findings={own} testId="check" />
          </section>
        ))}
      </div>
    </Panel>
  );
}

function Unseen({ readiness: { unseen } }: { readiness: PlatformReadiness }) {
  if (unseen.length === 0) return null;
  return (
    <Panel title="For npm run doctor">
      <p className="text-ink-2">
        No service may or can look at this; the command can, with the settings of all of them.
      </p>
      <ul className="mt-2">
        {groupedBy(unseen, ({ why }) => why).map(([why, checks]) => (
          <li key={why} data-testid="unseen" className="border-line border-t py-1.5">
            <p className="font-medium">{checks.map(({ part, check }) => `${part}, ${check}`).join("; ")}</p>
            <p className="text-ink-2">{asSentence(why)}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
