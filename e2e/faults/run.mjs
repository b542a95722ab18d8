// npm run test:faults: the fault tests in their long form, or with --short as `npm test` runs them, and a report of them in
// docs/faults.md. Further arguments are Jest's; a part of the tests makes no report.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const LONG_FORM = "\n## The long form\n";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "gridwatch-faults-"));
const lines = join(folder, "scenarios.jsonl");
writeFileSync(lines, "");

const jest = join(root, "node_modules/.bin/jest");
const given = process.argv.slice(2);
const isShort = given.includes("--short");
const rest = given.filter((argument) => argument !== "--short");
const args = ["--selectProjects", "e2e", "--runInBand", "--forceExit", "--testPathPatterns", "e2e/faults/"];
const { status } = spawnSync(jest, [...args, ...rest], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    NODE_OPTIONS: "--experimental-vm-modules --no-warnings",
    GRIDWATCH_FAULTS: isShort ? "short" : "long",
    GRIDWATCH_FAULTS_REPORT: lines,
  },
});

const scenarios = readFileSync(lines, "utf8")
  .trim()
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line));
rmSync(folder, { recursive: true });

const columns = ["published", "acknowledged", "stored", "deadLettered", "missing", "duplicated", "secondsToRecover"];
const heads = ["published", "acknowledged", "stored", "dead-lettered", "missing", "duplicated", "seconds to recover"];
const row = (cells) => `| ${cells.join(" | ")} |`;
const table = [
  row(["fault", ...heads]),
  row(["---", ...columns.map(() => "--:")]),
  ...scenarios.map((scenario) =>
    row([scenario.title, ...columns.map((column) => scenario[column].toLocaleString("en"))]),
  ),
].join("\n");
process.stdout.write(`\n${table}\n`);

// Neither is a run that failed.
if (status === 0 && rest.length === 0) {
  const file = join(root, "docs/faults.md");
  const [short, long] = forms(existsSync(file) ? readFileSync(file, "utf8") : "");
  const commit = spawnSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).stdout.trim();
  const machine = `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const found = `What \`npm run test:faults${isShort ? " -- --short" : ""}\` found on ${new Date().toISOString().slice(0, 10)} at ${commit}, on ${machine}.`;
  writeFileSync(file, isShort ? shortForm(found) + long : short + longForm(found));
}
process.exitCode = status ?? 1;

/** A report's two parts, of which a run writes its own anew. */
function forms(report) {
  const at = report.indexOf(LONG_FORM);
  return at < 0 ? [report, ""] : [report.slice(0, at), report.slice(at)];
}

function shortForm(found) {
  return `# Faults

${found} In each row readings with running numbers came in at QoS 1
from units that send again what is not acknowledged; while they did, the fault happened. Afterwards every number was looked up in InfluxDB (under its unit and time, with all its values) and among
the dead letters, past the platform's own code, and the accounts had to agree, with themselves and with what was found. Seconds to recover: from the end of the fault until everything that had been published by then was stored. They must be fewer
than 10, but in two cases: what waits for replicas that are gone for good has a minute; and all that came in while InfluxDB was away has to be written before what comes then, for which it has a quarter of the time in which it came at 5,000 readings/s.

${table}

This is the short form, which \`npm test\` runs: a stall of 5 s instead of a minute, an outage of 150,000 readings instead of 9,000,000, and none of single readings. \`npm run test:faults\` runs the long one.
`;
}

function longForm(found) {
  return `${LONG_FORM}
${found} A stall lasts a minute, an outage 9,000,000 readings, and one of single readings three minutes, of which it may take half to catch up, as just as many go on coming.

${table}
`;
}
