import { setTimeout as delay } from "node:timers/promises";
import type { ProcessExit, ServerHandle } from "@gridwatch/local-stack";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A part that has run for this long has recovered: its next crash is a first one again. */
const STABLE_AFTER_MS = 60_000;
const LOG_LINES = 12;

/** Restarts parts that end by themselves, with growing pauses, and says so with the end of their logs. */
export class Supervisor {
  private readonly stopping = new AbortController();

  constructor(
    private readonly say: (line: string) => void,
    private readonly firstPauseMs = FIRST_PAUSE_MS,
  ) {}

  /** Watches a running part until `stop`. */
  watch(part: ServerHandle): void {
    void this.keepRunning(part);
  }

  /** From now on parts may end: they are being stopped. */
  stop(): void {
    this.stopping.abort();
  }

  private async keepRunning(part: ServerHandle): Promise<void> {
    let pauseMs = this.firstPauseMs;
    while (true) {
      const since = performance.now();
      const exit = await part.exited;
      if (this.stopping.signal.aborted) return;
      if (performance.now() - since > STABLE_AFTER_MS) pauseMs = this.firstPauseMs;
      this.say(
        `✗ ${part.name} ended (${describeExit(exit)}); the end of ${part.logFile}:\n${indent(part.logTail(LOG_LINES))}`,
      );
      do {
        this.say(`  ${part.name} is started again in ${pauseMs / 1_000} s`);
        await delay(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        if (this.stopping.signal.aborted) return;
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      } while (!(await this.startAgain(part)));
    }
  }

  private async startAgain(part: ServerHandle): Promise<boolean> {
    try {
      await part.restart();
      this.say(`✓ ${part.name} runs again`);
      return true;
    } catch (error) {
      if (!this.stopping.signal.aborted) this.say(`✗ ${indent((error as Error).message).trimStart()}`);
      return false;
    }
  }
}

function describeExit({ code, signal }: ProcessExit): string {
  return signal === null ? `exit code ${code}` : signal;
}

function indent(text: string): string {
  return (text === "" ? "(nothing)" : text).replace(/^/gm, "    ");
}
