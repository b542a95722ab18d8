import type { Insight } from "@gridwatch/contracts";
import { InsightStore } from "./insight-store.js";

function insight(device: string, at: number): Insight {
  return { v: 1, device, at, reason: "NORMAL", score: 0.1, threshold: 0.95 };
}

describe("the store of insights", () => {
  it("keeps the newest of each unit, whatever the order of arrival", () => {
    const store = new InsightStore();
    store.apply([[insight("a", 20), insight("b", 10)], [insight("a", 10)]]);
    expect([store.get("a")?.at, store.get("b")?.at, store.get("c")]).toEqual([20, 10, undefined]);
  });

  it("tells a listener of its own unit, once per batch, until it has gone", () => {
    const store = new InsightStore();
    let calls = 0;
    const stop = store.subscribe("a", () => calls++);
    store.apply([[insight("a", 10)], [insight("a", 20), insight("b", 20)]]);
    store.apply([[insight("b", 30)]]);
    store.apply([[insight("a", 5)]]);
    expect(calls).toBe(1);
    stop();
    store.apply([[insight("a", 30)]]);
    expect(calls).toBe(1);
  });
});
