import { Cached } from "./cached.js";

let clock = 0;
let loads = 0;
let loadMs = 0;
let failure: Error | undefined;

function cached(): Cached<number> {
  const load = async () => {
    loads += 1;
    clock += loadMs;
    if (failure !== undefined) throw failure;
    return loads;
  };
  return new Cached(load, { freshMs: 1_000, usableMs: 3_000 }, () => clock);
}

beforeEach(() => {
  clock = 0;
  loads = 0;
  loadMs = 0;
  failure = undefined;
});

describe("a cached value", () => {
  it("is loaded once for all who wait", async () => {
    const value = cached();
    expect(await Promise.all([value.get(), value.get(), value.get()])).toEqual([1, 1, 1]);
  });

  it("is given while fresh", async () => {
    const value = cached();
    await value.get();
    clock = 999;
    expect(await value.get()).toBe(1);
  });

  it("is given once more when no longer fresh, while the next one is loaded", async () => {
    const value = cached();
    await value.get();
    clock = 2_000;
    expect(await value.get()).toBe(1);
    expect(await value.get()).toBe(2);
  });

  it("is waited for when too old to use", async () => {
    const value = cached();
    await value.get();
    clock = 3_000;
    expect(await value.get()).toBe(2);
  });

  it("is kept longer when loading takes long", async () => {
    loadMs = 2_000;
    const value = cached();
    await value.get();
    clock += 7_900;
    expect(await value.get()).toBe(1);
    expect(loads).toBe(1);
  });

  it("hides a failure to renew it until it is too old, and does not keep the failure", async () => {
    const value = cached();
    await value.get();
    failure = new Error("down");
    clock = 2_000;
    expect(await value.get()).toBe(1);
    clock = 4_000;
    await expect(value.get()).rejects.toThrow("down");
    failure = undefined;
    expect(await value.get()).toBeGreaterThan(1);
  });
});
