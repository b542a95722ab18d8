import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { runQuietly } from "./command.mjs";
import { ROOT } from "./repository.mjs";
import { explain, StepError, say, step } from "./step.mjs";

/** Where tests look for what the system's own Debian has too old, beside the PATH. */
export const NEWER_PROGRAMS = join(ROOT, ".programs");
/** The first Debian that has all of them new enough. */
const RELEASE = "trixie";

/** The first one whose clusters keep what they acknowledged when servers are killed; one server alone is safe in any (docs/adr/0027). */
export const CLUSTER_NATS_SERVER = {
  name: "nats-server",
  package: "nats-server",
  file: "usr/sbin/nats-server",
  installed: ["nats-server", "/usr/sbin/nats-server"],
  versionOption: ["--version"],
  version: /v(\d+)\.(\d+)\.(\d+)/,
  oldest: [2, 10, 23],
  purpose: "the tests of clusters",
  otherwise: "They run on the installed one, which may lose readings",
};

/** The first one whose kustomize applies components, targets of several kinds and `labels` the way deploy/k8s needs it; no cluster is asked. */
export const KUBECTL = {
  name: "kubectl with kustomize",
  package: "kubectl",
  file: "usr/bin/kubectl",
  installed: ["kubectl"],
  versionOption: ["version", "--client"],
  version: /Kustomize Version: v(\d+)\.(\d+)\.(\d+)/,
  oldest: [5, 0, 0],
  purpose: "the tests of deploy/k8s",
  otherwise: "They fail without it",
};

/** Provides tests with each program that the system lacks or has too old, if need be from a newer Debian; nothing of the system is changed. */
export async function provideNewerPrograms(programs, { allowed }) {
  const missing = programs.filter((program) => !isProvided(program));
  if (missing.length === 0) return;
  const wanted = missing.map(({ name, oldest, purpose }) => `${name} ${oldest.join(".")} or newer for ${purpose}`);
  try {
    if (!allowed) throw new StepError("--no-install forbids to fetch them");
    await step(wanted.join(", "), () => fetchFromNewerDebian(missing));
  } catch (error) {
    say(explain(error));
  }
  for (const { name, oldest, purpose, otherwise } of missing.filter((program) => !isProvided(program))) {
    say(`There is no ${name} ${oldest.join(".")} or newer for ${purpose}. ${otherwise}.`);
  }
}

/** Whether what a program says of its version tells of one that is new enough. */
export function isNewEnough({ version, oldest }, output) {
  const found = version.exec(output)?.slice(1).map(Number);
  if (found === undefined) return false;
  const difference = found.map((part, i) => part - oldest[i]).find((part) => part !== 0);
  return (difference ?? 0) >= 0;
}

function isProvided(program) {
  const candidates = [...program.installed, provided(program)];
  return candidates.some((candidate) =>
    isNewEnough(program, spawnSync(candidate, program.versionOption, { encoding: "utf8" }).stdout ?? ""),
  );
}

function provided({ file }) {
  return join(NEWER_PROGRAMS, basename(file));
}

async function fetchFromNewerDebian(programs) {
  const folder = mkdtempSync(join(tmpdir(), "gridwatch-programs-"));
  try {
    const sources = join(folder, "sources.list");
    writeFileSync(sources, `deb ${await debianMirror()} ${RELEASE} main\n`);
    for (const name of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(folder, name), { recursive: true });
    const apt = (...args) => {
      const places = [`Dir::Etc::SourceList=${sources}`, "Dir::Etc::SourceParts=/dev/null"];
      // What the system has installed is not to be compared with.
      places.push("Dir::State::Status=/dev/null");
      places.push(`Dir::State::Lists=${join(folder, "lists")}`, `Dir::Cache=${join(folder, "cache")}`);
      // The folder is ours alone, so the user that apt-get would become when root runs it cannot write here.
      places.push("APT::Sandbox::User=");
      return runQuietly("apt-get", ["-q", ...places.flatMap((place) => ["-o", place]), ...args], { cwd: folder });
    };
    await apt("update");
    mkdirSync(NEWER_PROGRAMS, { recursive: true });
    for (const program of programs) {
      await apt("download", program.package);
      await runQuietly("sh", ["-c", `dpkg-deb --extract ${program.package}_*.deb unpacked`], { cwd: folder });
      copyFileSync(join(folder, "unpacked", program.file), provided(program));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where this machine has its Debian packages from. */
async function debianMirror() {
  const targets = ["--format", "$(REPO_URI)", "Created-By: Packages", "Label: Debian", "Component: main"];
  const [mirror] = (await runQuietly("apt-get", ["indextargets", ...targets])).split("\n");
  if (!mirror) throw new StepError("this machine has no package lists of Debian");
  return mirror;
}
