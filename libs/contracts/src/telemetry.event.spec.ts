import {
  decodeTelemetryBatch,
  encodeTelemetryBatch,
  shardOf,
  TELEMETRY_SHARDS,
  type TelemetryBatch,
} from "./telemetry.event.js";

const batch: TelemetryBatch = {
  v: 1,
  devices: ["a", "b"],
  timestamps: [1, 2],
  receivedAt: [3, 4],
  suspect: [1],
  metrics: { input_voltage: [240.5, null] },
};

describe("a telemetry batch", () => {
  it("survives the wire", () => {
    expect(decodeTelemetryBatch(encodeTelemetryBatch(batch))).toEqual(batch);
  });

  it.each([
    ["another version", { ...batch, v: 2 }],
    ["a column of another length", { ...batch, metrics: { input_voltage: [1] } }],
    ["a cell that is no number", { ...batch, metrics: { input_voltage: [1, "2"] } }],
    ["a timestamp too few", { ...batch, timestamps: [1] }],
    ["a device that is no text", { ...batch, devices: ["a", 7] }],
    ["a time of receipt that is no number", { ...batch, receivedAt: [3, null] }],
    ["a suspect row that does not exist", { ...batch, suspect: [2] }],
    ["a suspect row that is no whole number", { ...batch, suspect: [0.5] }],
    ["no object", null],
  ])("is refused with %s", (_, value) => {
    expect(() => decodeTelemetryBatch(new TextEncoder().encode(JSON.stringify(value)))).toThrow(TypeError);
  });

  it.each([
    [
      "a number beyond all bounds",
      '{"v":1,"devices":["a"],"timestamps":[1],"receivedAt":[1],"suspect":[],"metrics":{"v":[1e999]}}',
    ],
    [
      "a bad column by a name that objects have",
      '{"v":1,"devices":["a"],"timestamps":[1],"receivedAt":[1],"suspect":[],"metrics":{"__proto__":["x"]}}',
    ],
  ])("is refused with %s", (_, json) => {
    expect(() => decodeTelemetryBatch(new TextEncoder().encode(json))).toThrow(TypeError);
  });

  it("is refused when it is not UTF-8", () => {
    expect(() => decodeTelemetryBatch(Uint8Array.of(0x22, 0xff, 0x22))).toThrow("utf-8");
  });
});

describe("shardOf", () => {
  it("stays where it is, since readings already stored in the stream depend on it", () => {
    expect(["unit-1", "unit-2", "unit-3", "T_800"].map(shardOf)).toEqual([13, 4, 7, 4]);
  });

  it("spreads units evenly over the shards", () => {
    const counts = new Array<number>(TELEMETRY_SHARDS).fill(0);
    for (let i = 0; i < 16_000; i++) {
      const shard = shardOf(`unit-${i}`);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  });
});
