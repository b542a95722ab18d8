import { createLogger } from "@gridwatch/service-kit";
import { ShardMemory } from "./shard-memory.js";
import type { ShardState } from "./shard-states.js";

const STATE: ShardState = { v: 1, model: "pump@1.0.0", streamCreated: 5, seq: 7, units: [] };

/** States in memory; writing waits until it is told to go on. */
function memoryOf(everyMs: number, read: () => Promise<ShardState | undefined> = async () => STATE) {
  const written: number[] = [];
  let goOn: () => void = () => {};
  const write = (_: number, { seq }: ShardState) =>
    new Promise<void>((resolve) => {
      written.push(seq);
      goOn = resolve;
    });
  const memory = new ShardMemory({ read, write }, 3, everyMs, createLogger("test", "silent"));
  return { memory, written, goOn: () => goOn() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("what is kept of a shard", () => {
  it("is found by the model and the stream that it is of", async () => {
    const { memory } = memoryOf(0);
    expect(await memory.find("pump@1.0.0", 5)).toBe(STATE);
    expect(await memory.find("pump@1.0.1", 5)).toBeUndefined();
    expect(await memory.find("pump@1.0.0", 6)).toBeUndefined();
  });

  it("is none when it cannot be read: scoring begins all the same", async () => {
    const { memory } = memoryOf(0, () => Promise.reject(new Error("digest mismatch")));
    expect(await memory.find("pump@1.0.0", 5)).toBeUndefined();
  });

  it("is not asked for before its time, nor while the one before is being kept", async () => {
    const patient = memoryOf(300_000);
    patient.memory.keepWhenDue(() => ({ ...STATE, seq: 1 }));
    patient.memory.keepWhenDue(() => ({ ...STATE, seq: 2 }));
    await settled();
    expect(patient.written.length).toBeLessThanOrEqual(1);
    const { memory, written, goOn } = memoryOf(0);
    memory.keepWhenDue(() => undefined);
    memory.keepWhenDue(() => ({ ...STATE, seq: 1 }));
    memory.keepWhenDue(() => ({ ...STATE, seq: 2 }));
    await settled();
    expect(written).toEqual([1]);
    goOn();
    await settled();
    memory.keepWhenDue(() => ({ ...STATE, seq: 3 }));
    await settled();
    expect(written).toEqual([1, 3]);
  });

  it("is kept at the end behind what is being kept", async () => {
    const { memory, written, goOn } = memoryOf(0);
    memory.keepWhenDue(() => ({ ...STATE, seq: 1 }));
    const last = memory.keep({ ...STATE, seq: 2 });
    await settled();
    expect(written).toEqual([1]);
    goOn();
    await settled();
    expect(written).toEqual([1, 2]);
    goOn();
    await last;
  });
});
