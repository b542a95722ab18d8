// npm test: installs what is missing and runs every check there is. Its last line is `N passed, N failed`.
import { requireNode } from "./node-version.mjs";

requireNode();

const { mkdtempSync, rmSync } = await import("node:fs");
const { tmpdir } = await import("node:os");
const { join, relative } = await import("node:path");
const { build } = await import("./build.mjs");
const { runVisibly, wasInterrupted } = await import("./command.mjs");
const { afterSecondAttempt, deservingAgain, describeTally, readJest, sumTallies, tallyJest } = await import(
  "./jest-results.mjs"
);
const { CLUSTER_NATS_SERVER, KUBECTL, provideNewerPrograms } = await import("./newer-programs.mjs");
const { installNpmDependencies } = await import("./npm-dependencies.mjs");
const { installed, npm, ROOT } = await import("./repository.mjs");
const { explain, say } = await import("./step.mjs");
const { installPrograms, SERVERS, TEST_PROGRAMS } = await import("./system-programs.mjs");

const CHECKS = ["lint", "boundaries", "types"];
/** Integration and end-to-end tests start servers and measure time: one file after another keeps them apart. */
const SUITES = { unit: [], integration: ["--runInBand"], e2e: ["--runInBand"] };

const OPTIONS = new Set(["--no-install"]);
const unknown = process.argv.slice(2).filter((option) => !OPTIONS.has(option));
if (unknown.length > 0) {
  process.stderr.write(`npm test knows no ${unknown.join(" ")}; it takes --no-install\n`);
  process.exit(2);
}
const allowed = !process.argv.includes("--no-install");

async function prepare() {
  try {
    await installPrograms([...SERVERS, ...TEST_PROGRAMS], { allowed });
    await provideNewerPrograms([CLUSTER_NATS_SERVER, KUBECTL], { allowed });
    await installNpmDependencies({ allowed });
    await build();
    return true;
  } catch (error) {
    process.stderr.write(`\n${explain(error)}\n`);
    return false;
  }
}

async function runCheck(name) {
  const code = await runVisibly(...npm("run", "--silent", name), { cwd: ROOT });
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Depends on nothing that may have a bad moment. */
const PURE = "unit";

/** Tests that passed only at their second attempt. */
const unsteady = [];
/** Files with tests that failed. */
const failed = [];

async function runSuite(name, folder) {
  const first = await runJest(name, join(folder, `${name}.json`), SUITES[name]);
  const paths = name === PURE ? [] : deservingAgain(first.results);
  if (paths.length === 0 || wasInterrupted()) return tallied(first.results, first.code);
  say(`\n▶ a second attempt of ${paths.map((path) => relative(ROOT, path)).join(", ")}`);
  const again = await runJest(name, join(folder, `${name}-again.json`), ["--runInBand", "--runTestsByPath", ...paths]);
  const { results, ...passedNow } = afterSecondAttempt(first.results, again.results ?? []);
  unsteady.push(...passedNow.unsteady);
  return tallied(results, again.code);
}

function tallied(results, code) {
  failed.push(...(results ?? []).filter(({ failures }) => failures.length > 0));
  return tallyJest(results, code);
}

async function runJest(name, file, extra) {
  // A failed test may leave a connection open, which must not keep the others' results from being seen.
  const args = ["--selectProjects", name, "--json", `--outputFile=${file}`, "--forceExit", ...extra];
  const nodeOptions = `${process.env.NODE_OPTIONS ?? ""} --experimental-vm-modules --no-warnings`.trim();
  const code = await runVisibly(installed("jest"), args, {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS: nodeOptions },
  });
  return { results: readJest(file), code };
}

async function timed(title, run) {
  say(`\n▶ ${title}`);
  const began = performance.now();
  const tally = await run();
  const mark = tally.failed === 0 ? "✓" : "✗";
  return {
    tally,
    summary: `${mark} ${title}: ${describeTally(tally)} (${((performance.now() - began) / 1_000).toFixed(1)} s)`,
  };
}

async function runAll() {
  const folder = mkdtempSync(join(tmpdir(), "gridwatch-test-"));
  const runs = [];
  try {
    for (const name of CHECKS) if (!wasInterrupted()) runs.push(await timed(name, () => runCheck(name)));
    for (const name of Object.keys(SUITES)) {
      if (!wasInterrupted()) runs.push(await timed(`${name} tests`, () => runSuite(name, folder)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  say("");
  for (const { summary } of runs) say(summary);
  return sumTallies(runs.map(({ tally }) => tally));
}

const prepared = await prepare();
const total = prepared ? await runAll() : { passed: 0, failed: 1, skipped: 0 };
for (const { path, failures } of failed) {
  for (const { test, why } of failures) {
    say(`✗ ${relative(ROOT, path)}: ${test}`);
    for (const line of why) say(`    ${line}`);
  }
}
for (const test of unsteady) say(`! only at the second attempt: ${relative(ROOT, test)}`);
if (wasInterrupted()) say("interrupted: not everything was run");
process.exitCode = total.failed > 0 || wasInterrupted() ? 1 : 0;
say(describeTally(total));
