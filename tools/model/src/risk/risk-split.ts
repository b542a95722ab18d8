import { Random } from "@gridwatch/simulator";
import type { RecordedUnit } from "./recorded-lives.js";
import { HOUR_MS, type RiskMoment, riskMoments, type UnitCourse } from "./risk-moments.js";
import type { RiskParts } from "./train-failure-risk.js";

/** One unit of a kind after the other goes to one of these parts. */
const PARTS = [
  "training",
  "measured",
  "calibration",
  "stopping",
  "training",
  "measured",
  "training",
  "calibration",
  "training",
  "measured",
  "training",
  "training",
] as const;
type Part = (typeof PARTS)[number];

/** As the shipped package: what is measured is looked at more often, to tell lead times. */
const LEAST_HOURS: Record<"learned" | "measured", number> = { learned: 7, measured: 3 };
/** Each takes some 50 kB while a model is trained. */
const MOST_MOMENTS = 20_000;
/** Of the failures, come by then when nobody says until when to learn. */
const LEARNED_SHARE = 2 / 3;

/** The time by which two thirds of the failures had come, epoch milliseconds. @throws Error where there is none */
export function usualUntil(units: readonly RecordedUnit[]): number {
  const times = units.flatMap(({ lives }) => lives.filter(({ failed }) => failed).map(({ endsAt }) => endsAt));
  const until = times.sort((one, other) => one - other)[Math.floor(LEARNED_SHARE * times.length)];
  if (until === undefined) throw new Error("the failures name none within the data: there is nothing to learn");
  return until;
}

/**
 * Splits by unit and by time: what is learned from is what was known of its units at `until`; the rest is measured on other units and on moments
 * from then on. Units that failed before, that fail later and that never do are dealt out apart, so that each part gets its share of them.
 * @throws Error that says which part lacks what
 */
export function splitRisk(units: readonly RecordedUnit[], until: number, seed: number): RiskParts {
  const lives: Record<Part, UnitCourse[]> = { training: [], measured: [], calibration: [], stopping: [] };
  for (const kind of kindsOf(units, until)) {
    shuffled(kind, seed).forEach((unit, place) => {
      const part = PARTS[place % PARTS.length] ?? "training";
      lives[part].push(...(part === "measured" ? unit.lives : unit.lives.flatMap((life) => knownAt(life, until))));
    });
  }
  const learned = [...lives.training, ...lives.calibration, ...lives.stopping];
  const everyHours = spacing(learned, LEAST_HOURS.learned);
  const learnedFrom = (part: Part) =>
    lives[part].flatMap((life) => riskMoments(life, { everyHours, someKnownLess: true }));
  const measuredEvery = spacing(
    lives.measured.map((life) => ({ ...life, from: Math.max(life.from, until) })),
    LEAST_HOURS.measured,
  );
  const parts: RiskParts = {
    training: learnedFrom("training"),
    stopping: learnedFrom("stopping"),
    calibration: learnedFrom("calibration"),
    measured: lives.measured.flatMap((life) =>
      riskMoments(life, { everyHours: measuredEvery, someKnownLess: false }).filter(
        ({ hour }) => life.from + hour * HOUR_MS >= until,
      ),
    ),
    everyHours: measuredEvery,
  };
  for (const part of ["training", "stopping", "calibration", "measured"] as const) check(part, parts[part], until);
  return parts;
}

/** Units that failed by then and ones that fail afterwards, and those that were not seen to fail. */
function kindsOf(units: readonly RecordedUnit[], until: number): RecordedUnit[][] {
  const fails = ({ lives }: RecordedUnit, when: (at: number) => boolean) =>
    lives.some(({ failed, endsAt }) => failed && when(endsAt));
  const later = units.filter((unit) => fails(unit, (at) => at >= until));
  const before = units.filter((unit) => !later.includes(unit) && fails(unit, () => true));
  return [before, later, units.filter((unit) => !fails(unit, () => true))];
}

function shuffled(units: readonly RecordedUnit[], seed: number): RecordedUnit[] {
  const random = new Random(seed);
  const keyed = units.map((unit) => ({ unit, key: random.next() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ unit }) => unit);
}

/** A life as far as it had come. */
function knownAt(life: UnitCourse, until: number): UnitCourse[] {
  if (life.from >= until) return [];
  return life.endsAt < until ? [life] : [{ ...life, endsAt: until, failed: false }];
}

function spacing(lives: readonly UnitCourse[], least: number): number {
  const hours = lives.reduce((sum, { from, endsAt }) => sum + Math.max(0, endsAt - from) / HOUR_MS, 0);
  return Math.max(least, Math.ceil(hours / MOST_MOMENTS));
}

function check(part: Part, moments: readonly RiskMoment[], until: number): void {
  const failing = moments.some(({ fails }) => fails[1] === 1);
  const healthy = moments.some(({ mode }) => mode === undefined);
  if (failing && healthy) return;
  const when = `${part === "measured" ? "not before" : "before"} ${new Date(until).toISOString()}`;
  const lacks = failing ? "that does not fail" : "that fails within 48 hours";
  throw new Error(
    `the ${part} part, of moments ${when}, has no unit ${lacks}: it takes more units, or another --train-until`,
  );
}
