import { DeviceGuard } from "./device-guard.js";

function guardWith(maxDevices: number, maxNewDevicesPerMinute: number) {
  const clock = { now: 1_000_000 };
  const taken: string[] = [];
  const guard = new DeviceGuard(
    { maxDevices, maxNewDevicesPerMinute },
    (device) => taken.push(device),
    () => clock.now,
  );
  const reasonFor = (device: string) => guard.refusalOf(device)?.reason;
  return { guard, clock, taken, reasonFor };
}

describe("the guard against runaway device ids", () => {
  it("takes up so many new ids in a minute, and again in the next", () => {
    const { clock, taken, reasonFor } = guardWith(100, 2);
    expect(["a", "b", "c", "a", "b"].map(reasonFor)).toEqual([
      undefined,
      undefined,
      "too_many_new_devices",
      undefined,
      undefined,
    ]);
    clock.now += 59_999;
    expect(reasonFor("c")).toBe("too_many_new_devices");
    clock.now += 1;
    expect(["c", "d", "e"].map(reasonFor)).toEqual([undefined, undefined, "too_many_new_devices"]);
    expect(taken).toEqual(["a", "b", "c", "d"]);
  });

  it("takes up no more than so many in all, until one is forgotten", () => {
    const { guard, reasonFor } = guardWith(2, 100);
    expect(["a", "b", "c"].map(reasonFor)).toEqual([undefined, undefined, "too_many_devices"]);
    guard.forget("a");
    expect(["b", "c", "a"].map(reasonFor)).toEqual([undefined, undefined, "too_many_devices"]);
  });

  it("does not count as new what was known before the start", () => {
    const { guard, reasonFor } = guardWith(100, 1);
    for (const device of ["a", "b", "c"]) guard.remember(device);
    expect(["a", "b", "c", "d"].map(reasonFor)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("counts what other replicas take up, once", () => {
    const { guard, taken, reasonFor } = guardWith(100, 2);
    guard.learn("a");
    guard.learn("a");
    expect(["b", "c"].map(reasonFor)).toEqual([undefined, "too_many_new_devices"]);
    guard.learn("b");
    expect(taken).toEqual(["b"]);
    expect(guard.size).toBe(2);
  });
});
