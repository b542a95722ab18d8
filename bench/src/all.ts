import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "@gridwatch/local-stack";
import { benchmarkDocument, isMet, type Outcome } from "./benchmark-document.js";
import { describeMachine } from "./machine.js";
import type { BenchReport } from "./report.js";

/** Runs every `bench:<name>` of package.json, one after the other, and writes what came of them to docs/benchmarks.md. */
const PREFIX = "bench:";
const DOCUMENT = join(REPOSITORY_ROOT, "docs/benchmarks.md");

function benchmarks(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(REPOSITORY_ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  return Object.keys(scripts)
    .filter((script) => script.startsWith(PREFIX))
    .map((script) => script.slice(PREFIX.length));
}

function run(bench: string): Outcome {
  const began = performance.now();
  const { stdout, status } = spawnSync("npm", ["run", "--silent", PREFIX + bench], {
    cwd: REPOSITORY_ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const seconds = (performance.now() - began) / 1_000;
  if (status !== 0) return { bench, seconds, error: `exit code ${status}` };
  const line = stdout.trimEnd().split("\n").at(-1) ?? "";
  try {
    return { seconds, ...(JSON.parse(line) as { bench: string } & BenchReport) };
  } catch {
    return { bench, seconds, error: `its last line is not JSON: ${line.slice(0, 200)}` };
  }
}

// Before anything is measured, so that a missing server shows at once, and the document itself counts as no change.
const machine = describeMachine();
const outcomes: Outcome[] = [];
for (const bench of benchmarks()) {
  const outcome = run(bench);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  outcomes.push(outcome);
}
writeFileSync(DOCUMENT, benchmarkDocument(outcomes, machine, new Date()));
if (!outcomes.every(isMet)) process.exitCode = 1;
