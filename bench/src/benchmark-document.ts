import type { Machine } from "./machine.js";
import { NOTES, REASONS } from "./remarks.js";
import type { BenchReport } from "./report.js";

/** What came of one benchmark, and how long it took: its report, or why there is none. */
export type Outcome = { bench: string; seconds: number } & (BenchReport | { error: string });

export function isMet(outcome: Outcome): boolean {
  return "met" in outcome && outcome.met;
}

/** The text of docs/benchmarks.md. */
export function benchmarkDocument(outcomes: readonly Outcome[], machine: Machine, date: Date): string {
  const { versions } = machine;
  return [
    "# Benchmarks",
    "Written by `npm run bench`; each benchmark alone by `npm run --silent bench:<name>`. The doc comment of `bench/src/<name>.ts` says what",
    "it measures and how. Everything runs on the one machine: load generator, clients, servers and services. CPU times are user and",
    "system, by the operating system's account. A figure named `bare…` is the ceiling, measured in the same run.\n",
    table([
      ["", ""],
      ["date", date.toISOString().slice(0, 16).replace("T", " ").concat(" UTC")],
      ["commit", machine.commit],
      ["machine", `${machine.cores} cores, ${machine.cpuModel}, ${machine.memoryGb} GB`],
      [
        "versions",
        Object.entries(versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(", "),
      ],
    ]),
    "\n## Targets\n",
    table([["benchmark", "targets met", "missed", "seconds"], ...outcomes.map(verdict)]),
    ...missed(outcomes),
    ...outcomes.flatMap((outcome) => [`\n## ${outcome.bench}\n`, ...note(outcome), body(outcome)]),
    "",
  ].join("\n");
}

function verdict(outcome: Outcome): string[] {
  const { bench } = outcome;
  const seconds = shown(Math.round(outcome.seconds));
  if ("error" in outcome) return [bench, "**no**", `it failed: ${outcome.error}`, seconds];
  if (outcome.met) return [bench, "yes", "", seconds];
  return [bench, "**no**", outcome.missed.join(", "), seconds];
}

function missed(outcomes: readonly Outcome[]): string[] {
  const figures = outcomes.flatMap((outcome) =>
    "error" in outcome ? [] : outcome.missed.map((figure) => `${outcome.bench}.${figure}`),
  );
  if (figures.length === 0) return [];
  const reasons = figures.map((figure) => `- \`${figure}\`: ${REASONS[figure] ?? "not looked into yet."}`);
  return ["\n## What is missed, and why\n", ...reasons];
}

function note({ bench }: Outcome): string[] {
  const text = NOTES[bench];
  return text === undefined ? [] : [`${text}\n`];
}

function body(outcome: Outcome): string {
  if ("error" in outcome) return `It failed: ${outcome.error}`;
  const { figures, targets } = outcome;
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const figureRows = Object.entries(figures)
    .filter(([, value]) => !isObject(value))
    .map(([name, value]) => [name, shown(value), shown(targets[name])]);
  const targetRows = Object.entries(targets)
    .filter(([name]) => !(name in figures) || isObject(figures[name]))
    .map(([name, value]) => [name, "", shown(value)]);
  const objects = Object.entries(figures).filter((entry): entry is [string, Record<string, unknown>] =>
    isObject(entry[1]),
  );
  return [
    table([["figure", "value", "target"], ...figureRows, ...targetRows]),
    ...objects.map(([name, values]) => `\n${table([Object.keys(values), Object.values(values).map(shown)], name)}`),
  ].join("\n");
}

function shown(value: unknown): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map(shown).join(", ");
  return typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 3 }) : String(value);
}

/** @param corner heads a column of its own, for rows that all belong to it */
function table([head = [], ...rows]: string[][], corner?: string): string {
  const withCorner = (cells: string[], first: string) => (corner === undefined ? cells : [first, ...cells]);
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replace(/\|/g, "\\|").replace(/\s+/g, " ")).join(" | ")} |`;
  const titles = withCorner(head, "");
  return [
    line(titles),
    `|${"---|".repeat(titles.length)}`,
    ...rows.map((row) => line(withCorner(row, corner ?? ""))),
  ].join("\n");
}
