import { readFileSync } from "node:fs";

/** What tells a process from a later one that was given the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When the kernel started it, in clock ticks since boot; `undefined` where there is no /proc. */
  startTicks: number | undefined;
}

export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, startTicks: startTicksOf(pid) };
}

/** Whether the very process still runs. A zombie, which nobody has waited for, does not. */
export function isRunning(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startTicksOf(identity.pid) === identity.startTicks;
}

function startTicksOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets and may hold blanks: count from after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : Number(fields[19]);
  } catch {
    return undefined;
  }
}
