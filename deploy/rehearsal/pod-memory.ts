import { readFileSync } from "node:fs";

export interface MemoryUse {
  /** Without what the kernel can drop at once, as `kubectl top` has it, bytes. */
  workingSetBytes: number;
  /** The most so far. In a control group the page cache is part of it, as it is of the limit: what is written to files and read from them. */
  peakBytes: number;
}

/** The memory of one pod, and how it is held to its limit. */
export interface PodMemory {
  /** Folder of the control group that the container's process must enter before it runs, if there is one. */
  readonly cgroup?: string;
  /** @param pid of the container's process. @throws Error when it has ended */
  use(pid: number): MemoryUse;
  /** Whether the limit has been exceeded since this was last asked. */
  exceeded(): boolean;
  /** When no process of it runs any more. */
  remove(): Promise<void>;
}

/** Where no control group can be made: what is resident of the container's first process. It is for others to end it. */
export class WatchedMemory implements PodMemory {
  private over = false;

  constructor(private readonly limitBytes: number) {}

  use(pid: number): MemoryUse {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const bytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) * 1024;
    const peakBytes = bytes("VmHWM");
    if (peakBytes > this.limitBytes) this.over = true;
    return { workingSetBytes: bytes("VmRSS"), peakBytes };
  }

  exceeded(): boolean {
    const { over } = this;
    this.over = false;
    return over;
  }

  async remove(): Promise<void> {}
}
