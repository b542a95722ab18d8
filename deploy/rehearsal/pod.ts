import { setTimeout as delay } from "node:timers/promises";
import type { ServerHandle } from "@gridwatch/local-stack";
import { cpuSecondsWithChildren } from "@gridwatch/testkit";
import type { Journal } from "./journal.js";
import type { PodMemory } from "./pod-memory.js";
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
  memory: PodMemory;
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
  private lookingAfter = Promise.resolve();
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
    this.lookingAfter = this.lookAfter().catch((error: unknown) => {
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
      void this.watch(container).catch(() => undefined);
      await this.untilStarted(container, life);
      await Promise.all(
        [this.keepReady(life, begun), this.keepAlive(container, life)].map((loop) => loop.catch(() => undefined)),
      );
      await ended;
      this.isReady = false;
      this.noteExceededMemory();
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

  /** What it takes, until it ends. @throws Error when it ends meanwhile */
  private async watch(container: ServerHandle): Promise<void> {
    let seen = 0;
    while (container.running) {
      const used = cpuSecondsWithChildren(container.pid);
      this.journal.of(this.plan.workload).cpuSeconds += used - seen;
      seen = used;
      const { workingSetBytes, peakBytes } = this.plan.memory.use(container.pid);
      this.figures("workingSetBytes", workingSetBytes);
      this.figures("peakBytes", peakBytes);
      // The kernel may have ended one of several processes, or nobody any.
      if (this.noteExceededMemory()) await container.kill("SIGKILL");
      await Promise.race([delay(LOOK_EVERY_MS), container.exited]);
    }
  }

  private noteExceededMemory(): boolean {
    const { memory, memoryLimitBytes } = this.plan;
    const isOver = memory.exceeded();
    if (isOver) this.journal.note(this.name, "over its memory limit", `${memoryLimitBytes} bytes`);
    return isOver;
  }

  private async terminate(): Promise<void> {
    const { preStop, memory } = this.plan;
    const begun = performance.now();
    await preStop();
    this.over.abort();
    await this.stop(begun);
    await this.lookingAfter;
    await memory.remove();
  }

  private async stop(begun: number): Promise<void> {
    const { container } = this;
    if (container?.running !== true) return;
    const stopped = performance.now();
    container.signal("SIGTERM");
    const kill = setTimeout(
      () => {
        this.journal.note(this.name, "killed after its grace period");
        void container.kill("SIGKILL");
      },
      this.plan.graceMs - (stopped - begun),
    );
    await container.exited;
    clearTimeout(kill);
    this.figures("drainMs", performance.now() - stopped);
  }

  private figures(figure: "readyMs" | "drainMs" | "workingSetBytes" | "peakBytes", value: number): void {
    const figures = this.journal.of(this.plan.workload);
    figures[figure] = Math.max(figures[figure], value);
  }
}
