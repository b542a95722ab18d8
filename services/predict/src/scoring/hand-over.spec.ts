import { emptyColumns, type Insight, type ReadingColumns } from "@gridwatch/contracts";
import { handOver } from "./hand-over.js";
import { ScoringRun } from "./scoring-run.js";

/** Concludes a step per reading, when it may. */
function wayOf(mayConclude: () => Promise<void> = async () => {}) {
  let due = 0;
  const handed: number[] = [];
  const scorer = {
    add: (_: ReadingColumns, from: number, to: number) => {
      due += to - from;
    },
    get stepsToConclude() {
      return due;
    },
    conclude: async (): Promise<Insight[]> => {
      await mayConclude();
      const concluded = Array.from({ length: due }, (): Insight => ({ v: 1, device: "unit", at: 1, reason: "NORMAL" }));
      due = 0;
      return concluded;
    },
    anomalies: 0,
    endSilent: async () => [],
    switchedOff: () => [],
  };
  const run = new ScoringRun(scorer, { heardAtWork: 0 }, 100, async ({ seq }) => {
    handed.push(seq);
  });
  let ended = false;
  const end = async (reason: Error) => {
    ended = true;
    await run.end(reason);
  };
  return { run, handed, end, hasEnded: () => ended };
}

const reading = { ...emptyColumns(), devices: ["unit"] };

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Two models on the same messages, of which the first is heard. */
async function two(next: ReturnType<typeof wayOf>) {
  const before = wayOf();
  before.run.goLive({ seq: 0 });
  for (const { run } of [before, next]) for (let seq = 1; seq <= 3; seq++) await run.take(seq, reading);
  await until(() => before.handed.length > 0);
  return before;
}

/** Never aborts. */
const NEVER = new AbortController().signal;

describe("a hand-over", () => {
  it("has the next model go on exactly where the one before stops", async () => {
    const next = wayOf();
    const before = await two(next);
    expect(await handOver(before, next, NEVER)).toBeLessThan(1_000);
    await expect(before.run.take(4, reading)).rejects.toThrow("another model has taken over");
    await next.run.take(4, reading);
    await until(() => next.handed.length > 0);
    expect({ before: before.handed, next: next.handed }).toEqual({ before: [3], next: [4] });
  });

  it("ends, and the one before goes on, when it is stopped while the next cannot catch up", async () => {
    const next = wayOf(() => new Promise((resolve) => setTimeout(resolve, 200)));
    const before = await two(next);
    const stop = new AbortController();
    const done = handOver(before, next, stop.signal);
    stop.abort(new Error("not wanted any more"));
    await expect(done).rejects.toThrow("not wanted any more");
    expect({ next: next.hasEnded(), before: before.hasEnded() }).toEqual({ next: true, before: false });
    await before.run.take(4, reading);
    await until(() => before.handed.at(-1) === 4);
    expect(next.handed).toEqual([]);
  });

  it("ends with what the next model fails by, and the one before goes on", async () => {
    const next = wayOf(() => Promise.reject(new Error("it cannot compute")));
    const before = await two(next);
    await expect(handOver(before, next, NEVER)).rejects.toThrow("it cannot compute");
    expect({ next: next.hasEnded(), before: before.hasEnded() }).toEqual({ next: true, before: false });
    expect(() => before.run.throwIfFailed()).not.toThrow();
  });
});
