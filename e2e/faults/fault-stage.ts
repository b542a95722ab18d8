import { appendFileSync } from "node:fs";
import type { AccountingTotals } from "@gridwatch/contracts";
import { type Platform, type PlatformOptions, startPlatform } from "@gridwatch/local-stack";
import {
  eventually,
  expectAccountsToAgree,
  type LoadOptions,
  NumberedLoad,
  settledVerdict,
  storedBelow,
  temporaryDirectory,
  type Verdict,
} from "@gridwatch/testkit";

/** From the end of a fault until everything that had been published by then is stored. */
export const RECOVERY_MS = 10_000;

/** Longer than all the polls of a scenario together, so that a failure is told by the one that failed. */
export const SCENARIO_MS = 240_000;

/** The part of a load that must be found among the dead letters, where nothing but the fault brings a message twice. */
export const UNUSABLE = 0.05;

/** What no service may grow beyond, whatever is away and for how long. */
export const MAX_MEMORY_MB = 300;

/** The long form: faults last as long as in the field, and what takes minutes is run too. */
export const LONG = process.env["GRIDWATCH_FAULTS"] === "long";

export interface Scenario {
  load?: Omit<LoadOptions, "name">;
  recoveryMs?: number;
  /** Readings that must be in the database before the fault strikes. */
  warmUp?: number;
  /** Dead letters that are none of the load's. */
  lettersBeside?: number;
  /** What must hold besides, when all is over. */
  also?: (verdict: Verdict) => void | Promise<void>;
}

/** Resolves when so many readings more have been made. */
export function passed(load: NumberedLoad, readings: number, timeoutMs = 60_000): Promise<void> {
  const then = load.published;
  return eventually(() => expect(load.published).toBeGreaterThan(then + readings), { timeoutMs });
}

/** A platform to which faults happen while readings come in. */
export class FaultStage {
  private scenarios = 0;

  private constructor(
    readonly platform: Platform,
    private readonly removeData: () => Promise<void>,
  ) {}

  static async open(options: Omit<PlatformOptions, "dir" | "web"> = {}): Promise<FaultStage> {
    const directory = await temporaryDirectory("faults");
    const platform = await startPlatform({ dir: directory.path, web: false, ...options });
    return new FaultStage(platform, directory.remove);
  }

  async close(): Promise<void> {
    await this.platform.stop();
    await this.removeData();
  }

  /**
   * Lets a load run into the fault and out of it again, and expects that every reading is found where it belongs: stored
   * once or among the dead letters, nothing missing, nothing twice, the accounts agreeing, and all within the time to recover.
   *
   * @param fault resolves when it is over
   */
  async survive(
    title: string,
    fault: (load: NumberedLoad) => Promise<void>,
    { load: options = {}, recoveryMs = RECOVERY_MS, warmUp = 500, lettersBeside = 0, also = () => {} }: Scenario = {},
  ): Promise<void> {
    const before = await this.accounts();
    const load = await NumberedLoad.on(this.platform.mosquitto, { name: `scenario${++this.scenarios}`, ...options });
    try {
      load.begin();
      await eventually(
        async () => expect(await storedBelow(this.platform, load, load.published)).toBeGreaterThanOrEqual(warmUp),
        { timeoutMs: 30_000 },
      );
      await fault(load);
      const over = performance.now();
      const recoveredMs = await this.recovery(load, over, recoveryMs);
      load.pause();
      const verdict = await settledVerdict(this.platform, load);
      await this.expectAccountsToTell(verdict, before, lettersBeside);
      this.report(title, verdict, recoveredMs);
      expect(recoveredMs).toBeLessThan(recoveryMs);
      await also(verdict);
    } finally {
      await load.end();
    }
  }

  /** The totals by the platform's own accounts, once nothing is under way. */
  accounts(): Promise<AccountingTotals> {
    return expectAccountsToAgree(this.platform.service("analytics"));
  }

  /** What was counted since `before` is what was found; what came in twice is counted as stored twice. */
  async expectAccountsToTell(verdict: Verdict, before: AccountingTotals, lettersBeside = 0): Promise<void> {
    await eventually(async () => {
      const now = await this.accounts();
      expect(now.lost).toBe(0);
      expect(now.deadLettered - before.deadLettered).toBe(verdict.deadLettered + lettersBeside);
      expect(now.stored - before.stored).toBeGreaterThanOrEqual(verdict.stored);
    });
  }

  /** Milliseconds from the end of the fault until what had been published by then is stored. */
  private async recovery(load: NumberedLoad, over: number, recoveryMs: number): Promise<number> {
    const then = load.published;
    let expected = 0;
    for (let number = 0; number < then; number++) if (load.placeOf(number).deadLetter === undefined) expected++;
    await eventually(
      async () =>
        expect(await storedBelow(this.platform, load, then)).toBeGreaterThanOrEqual(expected - load.waiting(then)),
      { timeoutMs: recoveryMs + 60_000, everyMs: 100 },
    );
    return performance.now() - over;
  }

  /** A line of the report: `npm run test:faults` makes a table of them. */
  report(title: string, { published, acknowledged, stored, deadLettered, ...found }: Verdict, ms: number): void {
    const file = process.env["GRIDWATCH_FAULTS_REPORT"];
    if (file === undefined) return;
    const line = {
      title,
      published,
      acknowledged,
      stored,
      deadLettered,
      missing: found.missing.length,
      duplicated: found.duplicated.length,
      secondsToRecover: Math.round(ms / 100) / 10,
    };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  }
}
