import type { Insight } from "@gridwatch/contracts";
import type { InsightTrail } from "../../realtime/insight-trail.js";
import { useNow, useObserved } from "../../realtime/live-platform.js";
import { capitalised, formatSpan, SCORE } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { Panel } from "../../ui/panel.js";
import { AssessmentMark, assessmentMeaning } from "../../units/assessment-mark.js";
import type { Unit } from "../../units/unit.js";
import { type Condition, isSilent } from "../../units/unit-condition.js";
import type { UnitInsight } from "../../units/unit-insight.js";
import { useAssessment } from "../../units/use-assessment.js";
import { ScoreBar } from "./score-bar.js";
import { shownSignals } from "./shown-signals.js";
import { SignalTable } from "./signal-table.js";

/** What the model makes of the unit now, or made of it before it fell silent, and which signals that comes from. */
export function InsightPanel({ unit, condition, trail }: { unit: Unit; condition: Condition; trail: InsightTrail }) {
  const { assessment, insight } = useAssessment(unit);
  const { newest } = useObserved(trail.insights);
  const silent = isSilent(condition);
  const scored = assessment === "abnormal" || assessment === "normal";
  return (
    <Panel title="Model" aside={<ModelName model={newest?.model} />} className="mb-3">
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-[2fr_3fr]">
        <div data-testid="verdict" data-assessment={assessment}>
          <p role="status" className="flex flex-wrap items-baseline gap-x-2 text-base">
            <AssessmentMark assessment={assessment} silent={silent} />
            {insight?.abnormalSince !== null && insight !== undefined && (
              <span>
                since <Moment at={insight.abnormalSince} />
              </span>
            )}
          </p>
          <p className="mt-0.5 text-ink-2">{capitalised(assessmentMeaning(assessment, silent))}.</p>
          {scored && insight?.score !== null && insight !== undefined && <CurrentScore insight={insight} />}
          {insight !== undefined && <AsOf at={insight.at} />}
        </div>
        {scored && newest !== undefined && <Signals insight={newest} />}
      </div>
    </Panel>
  );
}

function ModelName({ model }: { model: { name: string; version: string } | undefined }) {
  if (model === undefined) return null;
  return (
    <p className="text-ink-2">
      <span data-testid="model">
        {model.name} {model.version}
      </span>
    </p>
  );
}

function CurrentScore({ insight: { score, threshold, abnormalSince } }: { insight: UnitInsight }) {
  if (score === null) return null;
  const isReturning = abnormalSince !== null && threshold !== null && score < threshold;
  return (
    <dl className="tabular-nums mt-2 max-w-md old:text-ink-3">
      <div className="flex items-baseline justify-between gap-4">
        <dt className="text-ink-3">Score, 0 to 1</dt>
        <dd data-testid="score" className="font-semibold text-[1.75rem] leading-9 tracking-tight">
          {SCORE.format(score)}
        </dd>
      </div>
      <ScoreBar score={score} threshold={threshold} />
      {threshold !== null && (
        <div className="mt-0.5 flex items-baseline justify-between gap-4">
          <dt className="text-ink-3">Abnormal from</dt>
          <dd>{SCORE.format(threshold)}</dd>
        </div>
      )}
      {isReturning && (
        <div className="mt-0.5">
          <dt className="sr-only">Course</dt>
          <dd>Returning: below the threshold now, but the anomaly has not ended.</dd>
        </div>
      )}
    </dl>
  );
}

function AsOf({ at }: { at: number }) {
  const now = useNow();
  return (
    <p className="tabular-nums mt-2 text-ink-3 text-xs">
      As of <Moment at={at} />, {formatSpan(Math.max(0, now - at))} ago
    </p>
  );
}

function Signals({ insight }: { insight: Insight }) {
  const shown = shownSignals(insight);
  if (shown === undefined || shown.signals.length === 0) return null;
  const { signals, peak } = shown;
  if (peak === undefined) return <SignalTable title="Signals by their share in the score" signals={signals} />;
  return (
    <div className="min-w-0">
      <SignalTable title="Signals at the peak" signals={signals} />
      <p data-testid="peak" className="tabular-nums mt-1.5 text-ink-3 text-xs">
        Score {SCORE.format(peak.score)} at <Moment at={peak.at} />, the highest of this anomaly.
      </p>
    </div>
  );
}
