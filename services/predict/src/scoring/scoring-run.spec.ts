import { emptyColumns, type Insight } from "@gridwatch/contracts";
import { type Scorer, ScoringRun } from "./scoring-run.js";

/** Closes one step per message, named by when it was added. */
class CountingScorer implements Scorer {
  added = 0;
  ready = 0;

  add(): void {
    this.added++;
    this.ready++;
  }

  switchedOff(): Insight[] {
    return [{ v: 1, device: "unit", at: this.added, reason: "OFF" }];
  }

  async conclude(): Promise<Insight[]> {
    const from = this.added - this.ready;
    const insights = Array.from({ length: this.ready }, (_, i): Insight => {
      return { v: 1, device: "unit", at: from + i + 1, reason: "NORMAL" };
    });
    this.ready = 0;
    return insights;
  }
}

function runOf(handOn?: (position: number) => Promise<void>) {
  const handed: { position: number; steps: number[] }[] = [];
  const run = new ScoringRun(new CountingScorer(), async (position, insights) => {
    await handOn?.(position);
    handed.push({ position, steps: insights.map(({ at }) => at) });
  });
  return { run, handed, steps: () => handed.flatMap(({ steps }) => steps) };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("a scoring run", () => {
  it("hands on what follows from messages after the position, and nothing before", async () => {
    const { run, steps } = runOf();
    run.goLive(3);
    for (let seq = 1; seq <= 6; seq++) await run.take(seq, emptyColumns());
    await until(() => run.position === 6);
    expect(steps()).toEqual([4, 5, 6]);
  });

  it("goes on where another stopped, without a gap and without an overlap", async () => {
    const [old, next] = [runOf(), runOf()];
    old.run.goLive(0);
    for (let seq = 1; seq <= 10; seq++) await old.run.take(seq, emptyColumns());
    for (let seq = 1; seq <= 4; seq++) await next.run.take(seq, emptyColumns());
    await until(() => next.run.position === 4);
    await next.run.hold();
    for (let seq = 5; seq <= 12; seq++) await next.run.take(seq, emptyColumns());
    await until(() => old.run.position === 10);
    await old.run.end(new Error("replaced"));
    next.run.goLive(old.run.position);
    next.run.release();
    await until(() => next.run.position === 12);
    expect([...old.steps(), ...next.steps()]).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  it("comes as far as the stream without a message of its own", async () => {
    const { run, steps } = runOf();
    run.goLive(0);
    await run.take(3, emptyColumns());
    run.reach(9);
    await until(() => run.reached === 9);
    expect(run.position).toBe(3);
    expect(steps()).toEqual([1]);
  });

  it("says of its units that nothing scores them any more, as of the last that it scored", async () => {
    const { run, handed } = runOf();
    run.goLive(0);
    await run.take(1, emptyColumns());
    await until(() => run.position === 1);
    await run.hold();
    await run.switchOff();
    expect(handed.at(-1)).toEqual({ position: 1, steps: [1] });
  });

  it("takes no more than it has room for", async () => {
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { run } = runOf(() => blocked);
    run.goLive(0);
    let taken = 0;
    const feeding = (async () => {
      for (let seq = 1; seq <= 1_000; seq++) {
        await run.take(seq, emptyColumns());
        taken = seq;
      }
    })();
    await until(() => taken >= 64);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(taken).toBeLessThan(200);
    release();
    await feeding;
    await until(() => run.position === 1_000);
  });

  it("tells whoever feeds it why it failed, and when the stream begins anew", async () => {
    const { run } = runOf(() => Promise.reject(new Error("lost")));
    run.goLive(0);
    await run.take(1, emptyColumns());
    await expect(
      (async () => {
        for (let seq = 2; ; seq++) {
          await run.take(seq, emptyColumns());
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })(),
    ).rejects.toThrow("lost");
    const again = runOf().run;
    await again.take(5, emptyColumns());
    await expect(again.take(1, emptyColumns())).rejects.toThrow("from the beginning again");
  });
});
