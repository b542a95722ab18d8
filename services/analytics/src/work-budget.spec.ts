import { TooBusy } from "./refusals.js";
import { WorkBudget } from "./work-budget.js";

/** Work that ends when told to. */
function held() {
  let end = () => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => done, end };
}

/** Lets everything that can go on go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a work budget", () => {
  it("runs work side by side up to its capacity, and the rest in order", async () => {
    const budget = new WorkBudget(10);
    const started: string[] = [];
    const [a, b, c] = [held(), held(), held()];
    const run = (name: string, weight: number, { work }: ReturnType<typeof held>) =>
      budget.run(weight, () => {
        started.push(name);
        return work();
      });
    const all = [run("a", 6, a), run("b", 4, b), run("c", 6, c), run("d", 1, held())];
    await settle();
    expect(started).toEqual(["a", "b"]);
    b.end();
    await settle();
    expect(started).toEqual(["a", "b"]);
    a.end();
    await settle();
    expect(started).toEqual(["a", "b", "c", "d"]);
    c.end();
    await Promise.all(all.slice(0, 3));
  });

  it("runs what is heavier than its capacity alone", async () => {
    const budget = new WorkBudget(10);
    expect(await budget.run(1_000, async () => "done")).toBe("done");
  });

  it("goes on after work that failed", async () => {
    const budget = new WorkBudget(1);
    await expect(budget.run(1, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(await budget.run(1, async () => "next")).toBe("next");
  });

  it("refuses when too much waits", async () => {
    const budget = new WorkBudget(1);
    const blocker = held();
    const waiting = Array.from({ length: 257 }, () => budget.run(1, blocker.work));
    await expect(budget.run(1, blocker.work)).rejects.toThrow(TooBusy);
    blocker.end();
    await Promise.all(waiting);
  });
});
