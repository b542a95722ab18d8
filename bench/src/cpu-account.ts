import { cpuSeconds, cpuSecondsWithChildren } from "@gridwatch/testkit";

/** What each process spends on the readings from the moment the account is opened. */
export class CpuAccount {
  private readonly before: ReadonlyMap<string, number>;

  constructor(private readonly processes: ReadonlyMap<string, { readonly pid: number }>) {
    this.before = new Map([...processes].map(([name, { pid }]) => [name, usedBy(pid)]));
  }

  seconds(name: string): number {
    const pid = this.processes.get(name)?.pid;
    return pid === undefined ? Number.NaN : usedBy(pid) - (this.before.get(name) ?? 0);
  }

  /** By process, to a tenth. */
  microsPerReading(readings: number): Record<string, number> {
    const micros = (name: string) => Math.round((this.seconds(name) / readings) * 1e7) / 10;
    return Object.fromEntries([...this.processes.keys()].map((name) => [name, micros(name)]));
  }
}

function usedBy(pid: number): number {
  // Everything that is measured is a child of the benchmark itself.
  return pid === process.pid ? cpuSeconds(pid) : cpuSecondsWithChildren(pid);
}
