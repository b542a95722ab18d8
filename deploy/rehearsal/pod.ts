import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { ServerHandle } from "@gridwatch/local-stack";
import type { Journal } from "./journal.js";
import type { Probe } from "./probes.js";

const LOOK_EVERY_MS = 250;

export interface PodPlan {
  name: string;
  workload: string;
  address: string;
  /** Starts its container. */
  start: () => Promise<ServerHandle>;
  startup: Probe;
  readiness: Probe;
  liveness: Probe;
  graceMs: number;
  /** Waits for what `preStop` runs. */
  preStop: () => Promise<void>;
  memoryLimitBytes: number;
}

/**
 * A pod's container as a process of this machine, looked after as the kubelet does: probed, started again when it ends or is not
 * alive, and stopped by `preStop`, SIGTERM and, after the grace period, SIGKILL.
 */
export class Pod {
  private readonly over = new AbortController();
  private container: ServerHandle | undefined;
  private isReady = false;
  /** Why it cannot be looked after. */
  private failure: unknown;
  private terminating: Promise<void> | undefined;
  private crashed = false;

  constructor(
    readonly plan: PodPlan,
    private readonly journal: Journal,
  ) {}

  get name(): string {
    return this.plan.name;
  }

  get pid(): number {
    return this.container?.pid ?? 0;
  }

  /** Whether it stands among a Service's endpoints. */
  get ready(): boolean {
    return this.isReady && this.terminating === undefined;
  }

  begin(): void {
    this.journal.of(this.plan.workload).pods++;
    void this.lookAfter().catch((error: unknown) => {
      if (!this.over.signal.aborted) this.failure = error;
    });
  }

  async untilReady(timeoutMs = 120_000): Promise<void> {
    const limit = performance.now() + timeoutMs;
    while (!this.ready) {
      if (this.failure !== undefined) throw this.failure;
      if (performance.now() > limit)
        throw new Error(`${this.name} is not ready after ${timeoutMs} ms:\n${this.container?.logTail()}`);
      await delay(20);
    }
  }

  /** As `kubectl delete pod`. Resolves when it is gone. */
  delete(): Promise<void> {
    this.terminating ??= this.terminate();
    return this.terminating;
  }

  /** Ends the container as a crash would; it is started again. */
  async crash(): Promise<void> {
    this.crashed = true;
    this.isReady = false;
    await this.container?.kill("SIGKILL");
  }

  /** Holds its container still, until it is let go on. */
  hold(still: boolean): void {
    this.container?.signal(still ? "SIGSTOP" : "SIGCONT");
  }

  private async lookAfter(): Promise<void> {
    const { signal } = this.over;
    while (!signal.aborted) {
      const begun = performance.now();
      const container = await this.plan.start();
      this.container = container;
      if (signal.aborted) return container.stop();
      const lifetime = new AbortController();
      const ended = container.exited.then(() => lifetime.abort());
      const life = AbortSignal.any([signal, lifetime.signal]);
      void this.watchMemory(container, life).catch(() => undefined);
      await this.untilStarted(container, life);
      await Promise.all(
        [this.keepReady(life, begun), this.keepAlive(container, life)].map((loop) => loop.catch(() => undefined)),
      );
      await ended;
      this.isReady = false;
      if (signal.aborted) return;
      if (!this.crashed) this.journal.note(this.name, "restarted", container.logTail(3));
      this.crashed = false;
    }
  }

  private async untilStarted(container: ServerHandle, life: AbortSignal): Promise<void> {
    const { ask, periodMs, failureThreshold } = this.plan.startup;
    for (let failures = 0; !life.aborted; ) {
      try {
        return await ask();
      } catch (error) {
        failures++;
        if (failures >= failureThreshold) {
          this.journal.note(this.name, "liveness failed", `never started: ${(error as Error).message}`);
          await container.kill("SIGKILL");
        }
      }
      await delay(periodMs, undefined, { signal: life }).catch(() => undefined);
    }
  }

  private async keepReady(life: AbortSignal, begun: number): Promise<void> {
    const { ask, periodMs, failureThreshold } = this.plan.readiness;
    for (let failures = 0; !life.aborted; await delay(periodMs, undefined, { signal: life })) {
      try {
        await ask();
        failures = 0;
        if (!this.isReady) this.figures("readyMs", performance.now() - begun);
        this.isReady = true;
      } catch (error) {
        failures++;
        if (!life.aborted && this.ready) this.journal.of(this.plan.workload).failedProbes++;
        if (life.aborted || !this.isReady || failures < failureThreshold) continue;
        this.isReady = false;
        if (this.terminating === undefined) this.journal.note(this.name, "readiness lost", (error as Error).message);
      }
    }
  }

  private async keepAlive(container: ServerHandle, life: AbortSignal): Promise<void> {
    const { ask, periodMs, failureThreshold } = this.plan.liveness;
    for (let failures = 0; !life.aborted; await delay(periodMs, undefined, { signal: life })) {
      try {
        await ask();
        failures = 0;
      } catch (error) {
        failures++;
        if (!life.aborted && this.ready) this.journal.of(this.plan.workload).failedProbes++;
        if (life.aborted || failures < failureThreshold) continue;
        this.journal.note(this.name, "liveness failed", (error as Error).message);
        await container.kill("SIGKILL");
      }
    }
  }

  /** Stands in for a cgroup, which not every user of a machine may make. */
  private async watchMemory(container: ServerHandle, life: AbortSignal): Promise<void> {
    for (; !life.aborted; await delay(LOOK_EVERY_MS, undefined, { signal: life })) {
      const bytes = residentBytes(container.pid);
      this.figures("memoryBytes", bytes);
      if (bytes <= this.plan.memoryLimitBytes) continue;
      this.journal.note(this.name, "over its memory limit", `${bytes} bytes`);
      await container.kill("SIGKILL");
    }
  }

  private async terminate(): Promise<void> {
    const { graceMs, preStop } = this.plan;
    const begun = performance.now();
    await preStop();
    const { container } = this;
    this.over.abort();
    if (container?.running !== true) return;
    const stopped = performance.now();
    container.signal("SIGTERM");
    const kill = setTimeout(
      () => {
        this.journal.note(this.name, "killed after its grace period");
        void container.kill("SIGKILL");
      },
      graceMs - (stopped - begun),
    );
    await container.exited;
    clearTimeout(kill);
    this.figures("drainMs", performance.now() - stopped);
  }

  private figures(figure: "readyMs" | "drainMs" | "memoryBytes", value: number): void {
    const figures = this.journal.of(this.plan.workload);
    figures[figure] = Math.max(figures[figure], value);
  }
}

function residentBytes(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(match?.[1] ?? 0) * 1024;
}
