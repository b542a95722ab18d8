import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { identifyProcess, isRunning } from "@gridwatch/local-stack";
import { MemoryCgroup, removeGroup } from "./memory-cgroup.js";
import { type MemoryHierarchy, memoryHierarchy } from "./memory-hierarchy.js";
import { type PodMemory, WatchedMemory } from "./pod-memory.js";

const NAME = "gridwatch-rehearsal";
const NOWHERE: MemoryHierarchy = { version: 2, folders: [] };
const TRIAL_BYTES = 64 * 1024 ** 2;

/** Several clusters of one process have pods of the same names. */
let clusters = 0;

/** How this machine holds pods to their memory limits. */
export interface MemoryLimits {
  /** Whether the kernel does, and by which version of control groups. */
  cgroups: 1 | 2 | "none";
  /** Why it does not. */
  refusal: string;
  of(podName: string, limitBytes: number): PodMemory;
}

/** By a control group for each pod where this machine lets them be made, which is tried. Removes what rehearsals that crashed have left of theirs. */
export async function findMemoryLimits(): Promise<MemoryLimits> {
  let refusal = "no memory controller is mounted";
  try {
    const of = (file: string) => readFileSync(`/proc/self/${file}`, "utf8");
    const { version, folders } = memoryHierarchy(of("mountinfo"), of("cgroup")) ?? NOWHERE;
    // The widest that lets it: the same for every rehearsal, so that the next one finds what this one leaves.
    for (const parent of folders) {
      try {
        return await groupsIn(parent, version);
      } catch (error) {
        refusal = (error as Error).message;
      }
    }
  } catch (error) {
    refusal = (error as Error).message;
  }
  return { cgroups: "none", refusal, of: (_podName, limitBytes) => new WatchedMemory(limitBytes) };
}

/** @throws Error saying why none can be made there */
async function groupsIn(parent: string, version: 1 | 2): Promise<MemoryLimits> {
  const { pid, startTicks } = identifyProcess(process.pid);
  const cluster = clusters++;
  const of = (podName: string, limitBytes: number) =>
    MemoryCgroup.make(join(parent, `${NAME}-${pid}-${startTicks}-${cluster}-${podName}`), version, limitBytes);
  const trial = of("trial", TRIAL_BYTES);
  try {
    trial.use();
    trial.exceeded();
    const { status, stderr } = spawnSync("/bin/sh", ["-c", 'echo $$ > "$0/cgroup.procs"', trial.cgroup], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`no process may enter ${trial.cgroup}: ${stderr}`);
  } finally {
    await trial.remove();
  }
  await removeLeftBehind(parent);
  return { cgroups: version, refusal: "", of };
}

async function removeLeftBehind(parent: string): Promise<void> {
  for (const name of readdirSync(parent)) {
    const [, pid, startTicks] = new RegExp(`^${NAME}-(\\d+)-(\\d+)-`).exec(name) ?? [];
    if (pid === undefined || isRunning({ pid: Number(pid), startTicks: Number(startTicks) })) continue;
    await removeGroup(join(parent, name));
  }
}
