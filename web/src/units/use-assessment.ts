import { useAtTick, useUnitInsight } from "../realtime/live-platform.js";
import type { Unit } from "./unit.js";
import { type Assessment, assessmentOf, type UnitInsight } from "./unit-insight.js";

/** What the model makes of a unit, and what it last said of it. */
export function useAssessment(unit: Unit): { assessment: Assessment; insight: UnitInsight | undefined } {
  const insight = useUnitInsight(unit.id);
  return { assessment: useAtTick((now) => assessmentOf(insight, unit.at, now)), insight };
}
