import { classes } from "../../ui/classes.js";
import { SCORE } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { AssessmentMark } from "../../units/assessment-mark.js";
import { signalName } from "../../units/signal-names.js";
import type { Unit } from "../../units/unit.js";
import { type Condition, isSilent } from "../../units/unit-condition.js";
import type { Assessment, UnitInsight } from "../../units/unit-insight.js";
import type { UnitState } from "../../units/unit-state.js";
import { useAssessment } from "../../units/use-assessment.js";

interface Properties {
  unit: Unit;
  condition: Condition;
  /** What stands beside it already, if anything: of a normal unit the score alone is then new. */
  state?: UnitState | undefined;
  /** No header says that the figure is a score. */
  withoutHeader?: boolean;
}

/** What the model makes of a unit: its verdict and the score, and of an anomaly the strongest signal and since when. */
export function AnomalyCell({ unit, condition, state, withoutHeader = false }: Properties) {
  const { assessment, insight } = useAssessment(unit);
  return (
    <div data-testid="assessment" data-assessment={assessment} className="leading-tight">
      <p className="flex items-center justify-between gap-2">
        {(state !== "normal" || assessment !== "normal") && (
          <AssessmentMark assessment={assessment} silent={isSilent(condition)} />
        )}
        <Score assessment={assessment} insight={insight} isNamed={withoutHeader} />
      </p>
      {assessment === "abnormal" && insight !== undefined && <Cause insight={insight} />}
    </div>
  );
}

function Score({
  assessment,
  insight,
  isNamed,
}: {
  assessment: Assessment;
  insight: UnitInsight | undefined;
  isNamed: boolean;
}) {
  const score = insight?.score ?? null;
  if (score === null || (assessment !== "abnormal" && assessment !== "normal")) return null;
  return (
    <span
      className={classes(
        "tabular-nums ml-auto old:text-ink-3",
        assessment === "abnormal" ? "font-semibold" : "text-ink-3",
      )}
    >
      <span className={classes(!isNamed && "sr-only")}>score </span>
      {SCORE.format(score)}
    </span>
  );
}

function Cause({ insight: { signal, abnormalSince } }: { insight: UnitInsight }) {
  return (
    <p className="truncate pl-5 text-ink-2 text-xs old:text-ink-3">
      {signal !== null && signalName(signal)}
      {abnormalSince !== null && (
        <>
          {signal !== null && ", "}since <Moment at={abnormalSince} />
        </>
      )}
    </p>
  );
}
