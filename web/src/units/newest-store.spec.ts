import { NewestStore } from "./newest-store.js";

const said = (id: string, at: number) => ({ id, at });

describe("the store of what was last said", () => {
  it("keeps the newest of each unit, whatever the order of arrival", () => {
    const store = new NewestStore();
    store.apply([said("a", 20), said("b", 10), said("a", 10)]);
    expect([store.get("a")?.at, store.get("b")?.at, store.get("c")]).toEqual([20, 10, undefined]);
  });

  it("takes what is said again of the same time for what counts", () => {
    const store = new NewestStore<{ id: string; at: number; reason: string }>();
    store.apply([{ ...said("a", 10), reason: "FORECAST" }]);
    store.apply([{ ...said("a", 10), reason: "OFF" }]);
    expect(store.get("a")?.reason).toBe("OFF");
  });

  it("tells a listener of its own unit, once per batch, until it has gone", () => {
    const store = new NewestStore();
    let calls = 0;
    const stop = store.subscribe("a", () => calls++);
    store.apply([said("a", 10), said("a", 20), said("b", 20)]);
    store.apply([said("b", 30)]);
    store.apply([said("a", 5)]);
    expect(calls).toBe(1);
    stop();
    store.apply([said("a", 30)]);
    expect(calls).toBe(1);
  });
});
