import { rowOfLine, toLineProtocol } from "./line-protocol.js";

const columns = {
  devices: ["unit-1", "unit-2", "unit-1"],
  timestamps: [1_700_000_000_000, 1_700_000_000_001, 1_700_000_000_002],
  receivedAt: [1_700_000_000_100, 1_700_000_000_101, 1_700_000_000_102],
  suspect: [1],
  metrics: { input_voltage: [240.5, 400, null], input_current: [15.2, null, 15] },
};

describe("line protocol", () => {
  it("has one line per reading, with its metrics as floats, the time of receipt, and a mark on suspect ones", () => {
    expect(toLineProtocol(columns)).toEqual([
      "telemetry,device=unit-1 input_voltage=240.5,input_current=15.2,received_at=1700000000100i 1700000000000",
      "telemetry,device=unit-2 input_voltage=400,received_at=1700000000101i,suspect=true 1700000000001",
      "telemetry,device=unit-1 input_current=15,received_at=1700000000102i 1700000000002",
    ]);
  });

  it("writes numbers so that they read back as the same numbers", () => {
    const values = [0, -0, 0.1 + 0.2, 1e-7, 1e21, 5e-324, Number.MAX_VALUE, -273.15];
    const lines = toLineProtocol({
      devices: values.map(() => "a"),
      timestamps: values.map((_, row) => row),
      receivedAt: values.map(() => 0),
      suspect: [],
      metrics: { x: values },
    });
    expect(lines.map((line) => Number(/x=([^,]+),/.exec(line)?.[1]))).toEqual(values);
  });

  it("has no line for a row without a metric, and keeps the marks of the others right", () => {
    const lines = toLineProtocol({
      devices: ["a", "b"],
      timestamps: [1, 2],
      receivedAt: [3, 4],
      suspect: [0, 1],
      metrics: { x: [null, 1] },
    });
    expect(lines).toEqual(["telemetry,device=b x=1,received_at=4i,suspect=true 2"]);
  });

  it("tells which row a line is of, past rows without a metric", () => {
    const rows = {
      devices: ["a", "b", "c", "d", "e"],
      timestamps: [1, 2, 3, 4, 5],
      receivedAt: [0, 0, 0, 0, 0],
      suspect: [],
      metrics: { x: [null, 1, null, null, 4], y: [null, null, null, 3] },
    };
    const devices = toLineProtocol(rows).map((_, line) => rows.devices[rowOfLine(rows, line)]);
    expect(devices).toEqual(["b", "d", "e"]);
    expect(() => rowOfLine(rows, 3)).toThrow(RangeError);
  });

  it("is empty for no readings", () => {
    expect(toLineProtocol({ devices: [], timestamps: [], receivedAt: [], suspect: [], metrics: {} })).toEqual([]);
  });
});
