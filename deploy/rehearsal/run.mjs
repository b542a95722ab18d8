// npm run k8s:rehearse -- --overlay local: the overlay's pods as processes of this machine, and a report of what became of them in
// docs/rehearsal.md. Further arguments are Jest's; a part of the rehearsal makes no report.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rehearsalDocument } from "./rehearsal-document.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [option, overlay, ...rest] = process.argv.slice(2);
if (option !== "--overlay" || overlay !== "local") {
  process.stderr.write(
    "npm run k8s:rehearse -- --overlay local: of `production` one machine cannot stand for several, and `external` has no servers.\n",
  );
  process.exit(2);
}

const rehearsed = commit();
const folder = mkdtempSync(join(tmpdir(), "gridwatch-rehearsal-"));
const lines = join(folder, "report.jsonl");
writeFileSync(lines, "");
const { status } = spawnSync(
  join(root, "node_modules/.bin/jest"),
  ["--selectProjects", "rehearsal", "--runInBand", "--forceExit", ...rest],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      NODE_OPTIONS: "--experimental-vm-modules --no-warnings",
      GRIDWATCH_REHEARSAL_OVERLAY: overlay,
      GRIDWATCH_REHEARSAL_REPORT: lines,
    },
  },
);
const report = readFileSync(lines, "utf8")
  .trim()
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line));
rmSync(folder, { recursive: true });

const machine = `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
const isRoot = process.getuid?.() === 0;
const document = rehearsalDocument(report, { overlay, commit: rehearsed, machine, isRoot });
process.stdout.write(`\n${document}`);
// Neither is a run that failed.
if (status === 0 && rest.length === 0) writeFileSync(join(root, "docs/rehearsal.md"), document);
process.exitCode = status ?? 1;

/** What is about to run; changes that are not committed are told, but for the report that it replaces. */
function commit() {
  const git = (...args) => spawnSync("git", args, { cwd: root, encoding: "utf8" }).stdout.trim();
  const isDirty = git("status", "--porcelain", "--", ".", ":!docs/rehearsal.md") !== "";
  return `${git("rev-parse", "--short", "HEAD")}${isDirty ? "-dirty" : ""}`;
}
