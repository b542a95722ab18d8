import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ServerProcess } from "@gridwatch/local-stack";
import type { Journal } from "./journal.js";
import { Pod, type PodPlan } from "./pod.js";
import { type PodMemory, WatchedMemory } from "./pod-memory.js";
import type { Probe } from "./probes.js";

const LIMIT_BYTES = 512 * 1024 ** 2;

/** Does nothing, until it is told to end. */
export const IDLE = "setInterval(() => {}, 1_000);";

/** Asked all the time, so that a test need not wait. */
export function probe(ask: Probe["ask"], failureThreshold = 3): Probe {
  return { ask, periodMs: 20, failureThreshold };
}

export interface SmallPod extends Partial<PodPlan> {
  name: string;
  journal: Journal;
  /** A folder of the test's own. */
  dir: string;
  /** What its process runs. */
  script?: string;
}

/** A pod of one small Node process; its probes are content unless said otherwise. */
export function smallPod({ name, journal, dir, script = IDLE, ...plan }: SmallPod): Pod {
  const memory: PodMemory = plan.memory ?? new WatchedMemory(LIMIT_BYTES);
  const up = join(dir, `${name}.up`);
  const start = async () => {
    rmSync(up, { force: true });
    const server = new ServerProcess({
      name,
      command: process.execPath,
      args: ["-e", `${script} fs.writeFileSync(${JSON.stringify(up)}, "");`],
      cwd: dir,
      env: {},
      logFile: join(dir, `${name}.log`),
      cgroup: memory.cgroup,
      probe: async () => {
        if (!existsSync(up)) throw new Error("it has not run yet");
      },
    });
    await server.start();
    return server;
  };
  const content = probe(async () => {});
  const usual = {
    workload: "small",
    address: "127.0.0.1",
    start,
    startup: content,
    readiness: content,
    liveness: content,
    graceMs: 5_000,
    preStop: async () => {},
    memoryLimitBytes: LIMIT_BYTES,
  };
  return new Pod({ ...usual, ...plan, name, memory }, journal);
}
