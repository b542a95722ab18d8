import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runQuietly } from "./command.mjs";
import { ROOT } from "./repository.mjs";
import { explain, StepError, say, step } from "./step.mjs";

/**
 * The first nats-server whose clusters keep what they acknowledged when servers are killed: its election and catch-up were
 * mended over many releases, and those before lose readings now and then. One server alone is safe in any.
 */
const SAFE_IN_A_CLUSTER = [2, 10, 23];
/** The first Debian that has one. */
const RELEASE = "trixie";
/** Where `libs/local-stack` looks for it. */
export const CLUSTER_NATS_SERVER = join(ROOT, ".programs/nats-server");

/** Provides the tests of clusters with a nats-server that is safe in one, if need be from a newer Debian; nothing of the system is changed. */
export async function provideClusterNatsServer({ allowed }) {
  if (["nats-server", "/usr/sbin/nats-server", CLUSTER_NATS_SERVER].some(isSafeInACluster)) return;
  const wanted = `nats-server ${SAFE_IN_A_CLUSTER.join(".")} or newer`;
  try {
    if (!allowed) throw new StepError("--no-install forbids to fetch it");
    await step(`${wanted} for the tests of clusters`, fetchFromNewerDebian);
    if (!isSafeInACluster(CLUSTER_NATS_SERVER)) throw new StepError(`${RELEASE} brought an older one`);
  } catch (error) {
    say(
      `The tests of clusters need ${wanted}. They run on the installed one, which may lose readings:\n${explain(error)}`,
    );
  }
}

/** Whether the output of `nats-server --version` tells of a server that is safe in a cluster. */
export function isSafeVersion(output) {
  const version = /v(\d+)\.(\d+)\.(\d+)/.exec(output)?.slice(1).map(Number);
  if (version === undefined) return false;
  const difference = version.map((part, i) => part - SAFE_IN_A_CLUSTER[i]).find((part) => part !== 0);
  return (difference ?? 0) >= 0;
}

function isSafeInACluster(program) {
  return isSafeVersion(spawnSync(program, ["--version"], { encoding: "utf8" }).stdout ?? "");
}

async function fetchFromNewerDebian() {
  const folder = mkdtempSync(join(tmpdir(), "gridwatch-nats-"));
  try {
    const sources = join(folder, "sources.list");
    writeFileSync(sources, `deb ${await debianMirror()} ${RELEASE} main\n`);
    for (const name of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(folder, name), { recursive: true });
    const apt = (...args) => {
      const places = [`Dir::Etc::SourceList=${sources}`, "Dir::Etc::SourceParts=/dev/null"];
      places.push(`Dir::State::Lists=${join(folder, "lists")}`, `Dir::Cache=${join(folder, "cache")}`);
      // The folder is ours alone, so the user that apt-get would become when root runs it cannot write here.
      places.push("APT::Sandbox::User=");
      return runQuietly("apt-get", ["-q", ...places.flatMap((place) => ["-o", place]), ...args], { cwd: folder });
    };
    await apt("update");
    await apt("download", "nats-server");
    await runQuietly("sh", ["-c", "dpkg-deb --extract nats-server_*.deb unpacked"], { cwd: folder });
    mkdirSync(dirname(CLUSTER_NATS_SERVER), { recursive: true });
    copyFileSync(join(folder, "unpacked/usr/sbin/nats-server"), CLUSTER_NATS_SERVER);
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
