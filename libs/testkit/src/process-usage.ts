import { readFileSync } from "node:fs";

/** Linux counts CPU time in these, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** CPU seconds, user and system, that a process has used since it started, by the operating system's account. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field, the command's name, may hold spaces; what follows its closing bracket does not.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The same, together with the processes that it started and that still run, such as nginx's workers. */
export function cpuSecondsWithChildren(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
  return children.reduce((sum, child) => sum + cpuSecondsWithChildren(Number(child)), cpuSeconds(pid));
}

/** The most memory a process has had resident, MB. */
export function peakMemoryMb(pid: number): number {
  const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Math.round(Number(match?.[1] ?? Number.NaN) / 1024);
}
