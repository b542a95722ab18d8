import type { Verdict } from "@gridwatch/contracts";
import { CircleCheck, CircleHelp, type LucideIcon, OctagonAlert, TriangleAlert } from "lucide-react";
import { classes } from "../../ui/classes.js";

const VERDICTS: Readonly<Record<Verdict, { text: string; Shape: LucideIcon; className: string }>> = {
  ok: { text: "Well", Shape: CircleCheck, className: "text-ink-2" },
  warning: { text: "Warning", Shape: TriangleAlert, className: "text-suspect" },
  fault: { text: "Fault", Shape: OctagonAlert, className: "text-lost" },
  unknown: { text: "Cannot be told", Shape: CircleHelp, className: "text-stale" },
};

/** A verdict by shape and colour, for beside words that say it. */
export function VerdictShape({ verdict, className = "size-4" }: { verdict: Verdict; className?: string }) {
  const { Shape, className: colour } = VERDICTS[verdict];
  return <Shape aria-hidden="true" className={classes("shrink-0", colour, className)} />;
}

/** A verdict by shape, colour and word. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { text, className } = VERDICTS[verdict];
  return (
    <span className={classes("flex items-center gap-1.5 self-start", className, verdict !== "ok" && "font-semibold")}>
      <VerdictShape verdict={verdict} />
      {text}
    </span>
  );
}
