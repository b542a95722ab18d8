import { setTimeout as delay } from "node:timers/promises";
import type { Insight } from "@gridwatch/contracts";
import { eventually } from "@gridwatch/testkit";
import { STEP_MS } from "./model-package.fixture.js";
import { healthy, type PredictStage, START } from "./predict.fixture.js";

/** Each device's next step, one message of each about every 20 ms, until it is stopped. */
export class SteppedLoad {
  private steps = 0;
  private stopped = false;
  private readonly publishing: Promise<void>;

  constructor(
    private readonly stage: PredictStage,
    private readonly devices: readonly string[],
  ) {
    this.publishing = this.publish();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.publishing;
  }

  /** Resolves when every device's newest insight is of after now, and by that version if one is given. */
  async goesOn(timeoutMs: number, version?: string): Promise<void> {
    const now = START + this.steps * STEP_MS;
    await eventually(
      async () => {
        const found = await this.stage.insightsByDevice();
        for (const device of this.devices) {
          const newest = found.get(device)?.at(-1);
          expect(newest?.at ?? 0).toBeGreaterThan(now);
          if (version !== undefined) expect(newest?.model?.version).toBe(version);
        }
      },
      { timeoutMs },
    );
  }

  /** Ends it, and expects that of every device each step was concluded once, in order, up to the last. */
  async everyStepOnce(): Promise<Map<string, Insight[]>> {
    await this.stop();
    const last = START + (this.steps - 2) * STEP_MS;
    const all = await eventually(
      async () => {
        const found = await this.stage.insightsByDevice();
        for (const device of this.devices) expect(found.get(device)?.at(-1)?.at).toBe(last);
        return found;
      },
      { timeoutMs: 30_000 },
    );
    for (const insights of all.values()) {
      const first = insights[0]?.at ?? 0;
      expect(insights.map(({ at }) => at)).toEqual(insights.map((_, i) => first + i * STEP_MS));
    }
    return all;
  }

  private async publish(): Promise<void> {
    while (!this.stopped) {
      const at = START + this.steps * STEP_MS;
      for (const device of this.devices) await this.stage.publish(device, [{ at, values: healthy(this.steps) }]);
      this.steps++;
      await delay(20);
    }
  }
}
