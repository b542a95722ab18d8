import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "@gridwatch/testkit";
import type { MemoryUse, PodMemory } from "./pod-memory.js";

/** What the files of a group are called in either version of control groups. */
const FILES = {
  1: {
    limit: "memory.limit_in_bytes",
    used: "memory.usage_in_bytes",
    peak: "memory.max_usage_in_bytes",
    droppable: "total_inactive_file",
    events: "memory.oom_control",
  },
  2: {
    limit: "memory.max",
    used: "memory.current",
    peak: "memory.peak",
    droppable: "inactive_file",
    events: "memory.events",
  },
} as const;

/** Ends what still runs in it, as the kubelet does, and removes it. @throws Error when a process stays */
export async function removeGroup(folder: string): Promise<void> {
  await eventually(
    () => {
      const pids = readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean);
      for (const pid of pids) process.kill(Number(pid), "SIGKILL");
      rmdirSync(folder);
    },
    { timeoutMs: 5_000, everyMs: 20 },
  );
}

/** A memory control group: the kernel ends a process of it when it cannot keep the group within its limit. */
export class MemoryCgroup implements PodMemory {
  private readonly files: (typeof FILES)[1 | 2];
  private ended = 0;

  private constructor(
    /** Its folder. */
    readonly cgroup: string,
    version: 1 | 2,
  ) {
    this.files = FILES[version];
  }

  /** @throws Error when the machine refuses it */
  static make(cgroup: string, version: 1 | 2, limitBytes: number): MemoryCgroup {
    mkdirSync(cgroup);
    const group = new MemoryCgroup(cgroup, version);
    try {
      group.limit(version, limitBytes);
      return group;
    } catch (error) {
      rmdirSync(cgroup);
      throw error;
    }
  }

  use(): MemoryUse {
    const used = this.number(this.files.used);
    // Kernels before 5.19 do not keep version 2's peak.
    const peakBytes = existsSync(join(this.cgroup, this.files.peak)) ? this.number(this.files.peak) : used;
    return { workingSetBytes: used - this.field("memory.stat", this.files.droppable), peakBytes };
  }

  exceeded(): boolean {
    const ended = this.field(this.files.events, "oom_kill");
    const isMore = ended > this.ended;
    this.ended = ended;
    return isMore;
  }

  remove(): Promise<void> {
    return removeGroup(this.cgroup);
  }

  /** Without swap, as a cluster's machines have none. */
  private limit(version: 1 | 2, bytes: number): void {
    this.write(this.files.limit, bytes);
    if (version === 2) {
      // All processes of a container go together, as the kubelet has it.
      this.write("memory.oom.group", 1);
      if (existsSync(join(this.cgroup, "memory.swap.max"))) this.write("memory.swap.max", 0);
    } else if (existsSync(join(this.cgroup, "memory.memsw.limit_in_bytes")))
      this.write("memory.memsw.limit_in_bytes", bytes);
  }

  private write(file: string, value: number): void {
    // Opened as it is: where a controller is missing, its file must not be made.
    writeFileSync(join(this.cgroup, file), `${value}`, { flag: "r+" });
  }

  private number(file: string): number {
    return Number(readFileSync(join(this.cgroup, file), "utf8"));
  }

  private field(file: string, name: string): number {
    const [, value] = new RegExp(`^${name} (\\d+)$`, "m").exec(readFileSync(join(this.cgroup, file), "utf8")) ?? [];
    if (value === undefined) throw new Error(`${join(this.cgroup, file)} says nothing of ${name}`);
    return Number(value);
  }
}
