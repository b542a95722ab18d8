import { useQuery } from "@tanstack/react-query";
import { ChevronRight, CircleCheck, OctagonAlert } from "lucide-react";
import { accountingQuery, systemQuery } from "../../api/system.query.js";
import { classes } from "../../ui/classes.js";
import { RATE } from "../../ui/format.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { Skeleton } from "../../ui/skeleton.js";
import { dataPath, type Hop } from "./data-path.js";

/** Every hop from the devices to the screen, with its rate, and what is wrong with it. */
export function DataPathPanel() {
  const { data: system, error, isPending, refetch } = useQuery(systemQuery);
  // Rates come with the accounts; that these cannot be had is said where they stand.
  const { data: accounts } = useQuery(accountingQuery);
  return (
    <Panel title="Data path">
      {isPending && <Skeleton className="h-32" />}
      {error !== null && (
        <ErrorNotice title="How the parts do cannot be asked" onRetry={() => void refetch()}>
          {error.message} {system !== undefined && "What stands below is from before. "}
          See that the service analytics runs.
        </ErrorNotice>
      )}
      {system !== undefined && (
        <ol className="mt-1 grid gap-2 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-6 xl:gap-4">
          {dataPath(system, accounts).map((hop, index) => (
            <HopCard key={hop.name} hop={hop} first={index === 0} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function HopCard({ hop: { name, task, rate, facts, problems }, first }: { hop: Hop; first: boolean }) {
  const well = problems.length === 0;
  const Shape = well ? CircleCheck : OctagonAlert;
  return (
    <li
      data-testid={`hop-${name}`}
      data-well={well}
      className={classes("relative rounded-control bg-raised p-3", !well && "outline-2 outline-lost")}
    >
      {!first && (
        <ChevronRight aria-hidden="true" className="absolute top-3 -left-4.5 hidden size-5 text-ink-3 xl:block" />
      )}
      <h3 className="flex items-center gap-1.5 font-semibold">
        <Shape aria-hidden="true" className={classes("size-4 shrink-0", well ? "text-ink-3" : "text-lost")} />
        {name}
        <span className={well ? "sr-only" : "ml-auto text-lost"}>{well ? "Well" : "Trouble"}</span>
      </h3>
      <p className="text-ink-3 text-xs">{task}</p>
      <p className="tabular-nums mt-1.5">
        {rate === undefined ? (
          <span className="text-ink-3">rate not known yet</span>
        ) : (
          <>
            <span className="font-semibold text-lg">{RATE.format(rate)}</span>{" "}
            <span className="text-ink-3 text-xs">{RATE.unit}</span>
          </>
        )}
      </p>
      {facts.map((fact) => (
        <p key={fact} className="tabular-nums text-ink-2">
          {fact}
        </p>
      ))}
      {problems.map((problem) => (
        <p key={problem} className="mt-1 break-words font-medium">
          {problem}
        </p>
      ))}
    </li>
  );
}
