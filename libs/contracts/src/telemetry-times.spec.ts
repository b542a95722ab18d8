import { encodeTelemetryBatch, type TelemetryBatch } from "./telemetry.event.js";
import { decodeDeviceTimes } from "./telemetry-times.js";

const batch: TelemetryBatch = {
  v: 1,
  devices: ["unit-1", "T_2"],
  timestamps: [1_700_000_000_001, 1_700_000_000_002],
  receivedAt: [3, 4],
  suspect: [1],
  metrics: { x: [1, null] },
};
const times = { devices: batch.devices, timestamps: batch.timestamps };
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe("devices and times of a batch", () => {
  it("are read without the rest", () => {
    const bytes = encodeTelemetryBatch(batch);
    expect(decodeDeviceTimes(bytes)).toEqual(times);
    const cut = bytes.slice(0, new TextDecoder().decode(bytes).indexOf("receivedAt"));
    expect(decodeDeviceTimes(cut)).toEqual(times);
    const empty = { v: 1, devices: [], timestamps: [], receivedAt: [], suspect: [], metrics: {} } as const;
    expect(decodeDeviceTimes(encode(empty))).toEqual({ devices: [], timestamps: [] });
  });

  it("are read whatever the order of the message's parts", () => {
    const { devices, timestamps, ...rest } = batch;
    expect(decodeDeviceTimes(encode({ timestamps, ...rest, devices }))).toMatchObject(times);
    expect(decodeDeviceTimes(encode({ ...rest, devices, timestamps }))).toMatchObject(times);
  });

  it.each([
    ["another version", { ...batch, v: 2 }],
    ["columns of different length", { ...batch, timestamps: [1] }],
    ["no batch", "text"],
  ])("are refused of %s", (_, value) => {
    expect(() => decodeDeviceTimes(encode(value))).toThrow(TypeError);
  });
});
