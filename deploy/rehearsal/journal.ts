/** What must not happen to a pod, or is to be told of it. */
export type Happening =
  | "readiness lost"
  | "liveness failed"
  | "restarted"
  | "over its memory limit"
  | "killed after its grace period";

interface Entry {
  at: number;
  pod: string;
  what: Happening;
  detail: string;
}

/** What is known of the pods of one workload. */
export interface WorkloadFigures {
  pods: number;
  /** Probes that failed while a pod was ready, most of them too few in a row to matter. */
  failedProbes: number;
  /** The longest from its start to being ready, ms. */
  readyMs: number;
  /** The longest from SIGTERM to its end, ms. */
  drainMs: number;
  /** The most that one had without what the kernel can drop at once, bytes. */
  workingSetBytes: number;
  /** The most that one had at all, bytes: see PodMemory. */
  peakBytes: number;
  /** User and system, of all of them so far. */
  cpuSeconds: number;
}

/** Keeps what happened, so that a phase of the rehearsal can be judged and reported. */
export class Journal {
  readonly entries: Entry[] = [];
  private readonly figures = new Map<string, WorkloadFigures>();

  note(pod: string, what: Happening, detail = ""): void {
    this.entries.push({ at: Date.now(), pod, what, detail });
  }

  /** Entries since there were so many. */
  since(count: number): string[] {
    return this.entries.slice(count).map(({ pod, what, detail }) => `${pod}: ${what}${detail && ` (${detail})`}`);
  }

  /** By workload, so far. */
  cpuSeconds(): Map<string, number> {
    return new Map([...this.figures].map(([workload, { cpuSeconds }]) => [workload, cpuSeconds]));
  }

  of(workload: string): WorkloadFigures {
    let figures = this.figures.get(workload);
    if (figures === undefined) {
      figures = { pods: 0, failedProbes: 0, readyMs: 0, drainMs: 0, workingSetBytes: 0, peakBytes: 0, cpuSeconds: 0 };
      this.figures.set(workload, figures);
    }
    return figures;
  }
}
