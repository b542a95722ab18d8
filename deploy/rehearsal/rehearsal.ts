import { appendFileSync } from "node:fs";
import {
  eventually,
  expectAccountsToAgree,
  type LoadOptions,
  NumberedLoad,
  settledVerdict,
  storedBelow,
} from "@gridwatch/testkit";
import type { Look } from "./audience.js";
import type { Autoscaler, Scale } from "./autoscaler.js";
import type { Cluster } from "./cluster.js";
import type { WorkloadFigures } from "./journal.js";
import type { MemoryLimits } from "./memory-limits.js";

/** Longer than all the waits of a phase together, so that a failure is told by the one that failed. */
export const PHASE_MS = 280_000;

/** A line of the report. */
type ReportLine =
  | {
      kind: "phase";
      title: string;
      published: number;
      stored: number;
      missing: number;
      duplicated: number;
      seconds: number;
      /** Of all pods of a workload, user and system, by its name. */
      cpuSeconds: Record<string, number>;
      look?: Look | undefined;
    }
  | { kind: "memory"; cgroups: MemoryLimits["cgroups"]; refusal: string }
  | ({ kind: "workload"; name: string; graceMs: number; memoryLimitBytes: number } & WorkloadFigures)
  | ({ kind: "scaling"; workload: string; rule: string; steps: string } & Scale);

/** Lets things happen to a cluster under load, and judges what became of the readings and the pods. */
export class Rehearsal {
  private phases = 0;
  private look: Look | undefined;

  constructor(readonly cluster: Cluster) {}

  /**
   * Does something while units report, and expects that every reading is stored once, that the accounts agree, and that no pod was
   * less than ready, alive and within its limits but for what was done to it.
   */
  async phase(
    title: string,
    act: (load: NumberedLoad) => Promise<void>,
    options: Omit<LoadOptions, "name">,
  ): Promise<void> {
    const { journal } = this.cluster;
    const before = journal.entries.length;
    const cpuBefore = journal.cpuSeconds();
    const begun = performance.now();
    this.look = undefined;
    const load = await NumberedLoad.on(this.cluster.broker, { name: `phase${++this.phases}`, ...options });
    try {
      load.begin();
      await eventually(async () => expect(await storedBelow(this.cluster.stores, load, 500)).toBeGreaterThan(0), {
        timeoutMs: 30_000,
      });
      await act(load);
      load.pause();
      const verdict = await settledVerdict(this.cluster.stores, load);
      await expectAccountsToAgree({ url: `http://${this.cluster.serviceAt("analytics", 3000)}` });
      const { published, stored, missing, duplicated } = verdict;
      const seconds = Math.round((performance.now() - begun) / 1_000);
      report({
        kind: "phase",
        title,
        published,
        stored,
        missing: missing.length,
        duplicated: duplicated.length,
        seconds,
        cpuSeconds: Object.fromEntries(
          [...journal.cpuSeconds()].map(([name, used]) => [name, used - (cpuBefore.get(name) ?? 0)]),
        ),
        look: this.look,
      });
      expect(journal.since(before)).toEqual([]);
    } finally {
      await load.end();
    }
  }

  /** What each workload's pods took, over all phases, and how they were held to their memory. */
  reportWorkloads(): void {
    const { cgroups, refusal } = this.cluster.memoryLimits;
    report({ kind: "memory", cgroups, refusal });
    for (const [name, { workload, plan }] of this.cluster.workloads) {
      if (plan === undefined) continue;
      const { graceMs, memoryLimitBytes } = plan;
      report({ kind: "workload", name: workload.name, ...this.cluster.journal.of(name), graceMs, memoryLimitBytes });
    }
  }

  /** What an autoscaler asked for, and when. */
  reportScaling({ workload, text, steps, scale }: Autoscaler): void {
    const told = steps.map(({ replicas, atSeconds }) => `${replicas} at ${atSeconds} s`).join(", ");
    report({ kind: "scaling", workload, rule: text, steps: told, ...scale });
  }

  /** What was looked at in the phase that is going on. */
  note(look: Look): void {
    this.look = look;
  }
}

function report(line: ReportLine): void {
  const file = process.env["GRIDWATCH_REHEARSAL_REPORT"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
