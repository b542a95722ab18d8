import { spawnSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { findServer, REPOSITORY_ROOT, type ServerProgram } from "@gridwatch/local-stack";
import { rounded } from "./report.js";

/** On what the figures were taken. */
export interface Machine {
  cores: number;
  cpuModel: string;
  memoryGb: number;
  versions: Record<string, string>;
  commit: string;
}

const VERSION_FLAGS: Record<ServerProgram, string> = {
  mosquitto: "-h",
  "nats-server": "--version",
  influxd: "version",
  nginx: "-v",
};

export function describeMachine(): Machine {
  const cores = cpus();
  const servers = Object.entries(VERSION_FLAGS) as [ServerProgram, string][];
  return {
    cores: cores.length,
    cpuModel: cores[0]?.model ?? "unknown",
    memoryGb: Math.round(totalmem() / 2 ** 30),
    versions: {
      node: process.version,
      ...Object.fromEntries(servers.map(([name, flag]) => [name, versionIn(output(findServer(name), flag))])),
    },
    commit: commit(),
  };
}

/** Processes that ran or waited for a core, on average over the last minute: more than there are cores, and times are those of the neighbours. */
export function loadAverage(): number {
  return rounded(loadavg()[0] ?? Number.NaN);
}

/** The first thing in a program's greeting that looks like a version. */
export function versionIn(text: string): string {
  return /\d+\.\d+\.\d+[\w.~-]*/.exec(text)?.[0] ?? "unknown";
}

function commit(): string {
  const hash = output("git", "rev-parse", "--short", "HEAD").trim();
  if (hash === "") return "unknown";
  return output("git", "status", "--porcelain").trim() === "" ? hash : `${hash}, with changes that are not committed`;
}

/** nginx tells its version on stderr, and mosquitto ends with an error after telling it. */
function output(program: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(program, args, { cwd: REPOSITORY_ROOT, encoding: "utf8" });
  return `${stdout ?? ""}${program === "git" ? "" : (stderr ?? "")}`;
}
