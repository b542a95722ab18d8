import { emptyColumns, type Insight, type ReadingColumns } from "@gridwatch/contracts";
import type { Position } from "./position.js";
import { type Scorer, ScoringRun } from "./scoring-run.js";

/** Closes one step per reading, named by when it was added. */
class CountingScorer implements Scorer {
  added = 0;
  private ready = 0;

  add(_: ReadingColumns, from: number, to: number): void {
    this.added += to - from;
    this.ready += to - from;
  }

  get stepsToConclude(): number {
    return this.ready;
  }

  anomalies = 0;

  async endSilent(): Promise<Insight[]> {
    if (this.anomalies === 0) return [];
    this.anomalies--;
    return [{ v: 1, device: "silent", at: 0, reason: "INSUFFICIENT_DATA" }];
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

/** A message of so many readings. */
function readings(rows = 1): ReadingColumns {
  return { ...emptyColumns(), devices: Array.from({ length: rows }, () => "unit") };
}

function runOf(handOn?: (position: Position) => Promise<void>, stepsAtOnce = 100, core = { heardAtWork: 0 }) {
  const handed: { position: Position; steps: number[] }[] = [];
  const scorer = new CountingScorer();
  const run = new ScoringRun(scorer, core, stepsAtOnce, async (position, insights) => {
    await handOn?.(position);
    handed.push({ position, steps: insights.map(({ at }) => at) });
  });
  return { run, scorer, handed, steps: () => handed.flatMap(({ steps }) => steps) };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("a scoring run", () => {
  it("tells of units that have fallen silent once it is live and nothing waits, at the position where it is", async () => {
    const { run, scorer, handed } = runOf();
    scorer.anomalies = 3;
    expect(await run.endSilent(1)).toBe(false);
    run.goLive({ seq: 3 });
    await run.take(4, readings());
    expect(await run.endSilent(1)).toBe(false);
    await until(() => run.position.seq === 4);
    expect(await run.endSilent(1)).toBe(true);
    expect(await run.endSilent(1)).toBe(false);
    // By the readings, before what they conclude, then by the clock.
    expect(handed).toEqual([[0, 1], [0], [0]].map((steps) => ({ position: { seq: 4 }, steps })));
  });

  it("hands on what follows from messages after the position, and nothing before", async () => {
    const { run, steps } = runOf();
    run.goLive({ seq: 3 });
    for (let seq = 1; seq <= 6; seq++) await run.take(seq, readings());
    await until(() => run.position.seq === 6);
    expect(steps()).toEqual([4, 5, 6]);
  });

  it("gives way while it catches up to one that is heard, until it is held", async () => {
    const core = { heardAtWork: 0 };
    let answer = (): void => {};
    const heard = runOf(() => new Promise((resolve) => (answer = resolve)), 100, core);
    const unheard = runOf(undefined, 100, core);
    heard.run.goLive({ seq: 0 });
    await heard.run.take(1, readings());
    await until(() => core.heardAtWork === 1);
    await unheard.run.take(1, readings());
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(unheard.scorer.added).toBe(0);
    answer();
    await until(() => unheard.run.position.seq === 1);
    expect([core.heardAtWork, unheard.steps()]).toEqual([0, []]);

    await heard.run.take(2, readings());
    await until(() => core.heardAtWork === 1);
    await unheard.run.take(2, readings());
    await unheard.run.hold();
    expect(unheard.run.position.seq).toBe(1);
    answer();
  });

  it("goes on where another stopped, without a gap and without an overlap", async () => {
    const [old, next] = [runOf(), runOf()];
    old.run.goLive({ seq: 0 });
    for (let seq = 1; seq <= 10; seq++) await old.run.take(seq, readings());
    for (let seq = 1; seq <= 4; seq++) await next.run.take(seq, readings());
    await until(() => next.run.position.seq === 4);
    await next.run.hold();
    for (let seq = 5; seq <= 12; seq++) await next.run.take(seq, readings());
    await until(() => old.run.position.seq === 10);
    await old.run.end(new Error("replaced"));
    next.run.goLive(old.run.position);
    next.run.release();
    await until(() => next.run.position.seq === 12);
    expect([...old.steps(), ...next.steps()]).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  it("puts what was known at a message in place between that one and the next", async () => {
    const scorer = new CountingScorer();
    const run = new ScoringRun(scorer, { heardAtWork: 0 }, 100, async () => {});
    const restored: number[] = [];
    run.restoreAfter(4, () => restored.push(scorer.added));
    run.goLive({ seq: 8 });
    for (const seq of [1, 2, 4, 7, 9]) await run.take(seq, readings());
    await until(() => run.position.seq === 9);
    expect(restored).toEqual([3]);
  });

  it("comes as far as the stream without a message of its own", async () => {
    const { run, steps } = runOf();
    run.goLive({ seq: 0 });
    await run.take(3, readings());
    run.reach(9);
    await until(() => run.hasReached({ seq: 9 }));
    expect(run.position).toEqual({ seq: 3 });
    expect(run.hasReached({ seq: 10, rows: 1 })).toBe(false);
    expect(steps()).toEqual([1]);
  });

  it("says of its units that nothing scores them any more, as of the last that it scored", async () => {
    const { run, handed } = runOf();
    run.goLive({ seq: 0 });
    await run.take(1, readings());
    await until(() => run.position.seq === 1);
    await run.hold();
    await run.switchOff();
    expect(handed.at(-1)).toEqual({ position: { seq: 1 }, steps: [1] });
  });

  it("hands on a message of many readings in parts, and goes on in the middle of one", async () => {
    const [old, next] = [runOf(undefined, 40), runOf(undefined, 30)];
    old.run.goLive({ seq: 0 });
    await old.run.take(1, readings(100));
    await until(() => old.handed.length === 3);
    expect(old.handed.map(({ position }) => position)).toEqual([
      { seq: 1, rows: 40 },
      { seq: 1, rows: 80 },
      { seq: 1 },
    ]);
    // As if the old one had died after the second part.
    next.run.goLive({ seq: 1, rows: 80 });
    await next.run.take(1, readings(100));
    await next.run.take(2, readings(5));
    await until(() => next.run.position.seq === 2);
    expect(next.steps()).toEqual(Array.from({ length: 25 }, (_, i) => 81 + i));
  });

  it("takes no more than it has room for", async () => {
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { run } = runOf(() => blocked);
    run.goLive({ seq: 0 });
    let taken = 0;
    const feeding = (async () => {
      for (let seq = 1; seq <= 1_000; seq++) {
        await run.take(seq, readings());
        taken = seq;
      }
    })();
    await until(() => taken >= 64);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(taken).toBeLessThan(200);
    release();
    await feeding;
    await until(() => run.position.seq === 1_000);
  });

  it("tells whoever feeds it why it failed, and when the stream begins anew", async () => {
    const { run } = runOf(() => Promise.reject(new Error("lost")));
    run.goLive({ seq: 0 });
    await run.take(1, readings());
    await expect(
      (async () => {
        for (let seq = 2; ; seq++) {
          await run.take(seq, readings());
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })(),
    ).rejects.toThrow("lost");
    const again = runOf().run;
    await again.take(5, readings());
    await expect(again.take(1, readings())).rejects.toThrow("from the beginning again");
  });
});
