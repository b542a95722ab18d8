import {
  aggregatesStatement,
  meansStatement,
  metricOfSum,
  newestStatement,
  rollupField,
} from "./telemetry-statements.js";

const range = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2) };
const WHERE = "WHERE time >= '2026-01-01T00:00:00.000Z' AND time < '2026-01-02T00:00:00.000Z'";

describe("a statement", () => {
  it("asks for means per window and device", () => {
    expect(meansStatement(range, 300_000, ["input_voltage"])).toBe(
      `SELECT MEAN("input_voltage") AS "input_voltage" FROM "telemetry" ${WHERE} GROUP BY time(300000ms), "device" fill(none)`,
    );
  });

  it("asks raw for aggregates of readings, and rollups for aggregates of theirs", () => {
    expect(aggregatesStatement("raw", range, 60_000, ["x"], ["count", "min"])).toContain(
      'SELECT COUNT("x"),MIN("x") FROM',
    );
    expect(aggregatesStatement("rollups", range, 60_000, ["x"], ["count", "sum", "max"])).toContain(
      'SELECT SUM("x_count"),SUM("x_sum"),MAX("x_max") FROM',
    );
  });

  it("takes windows of the width asked for as they are", () => {
    expect(aggregatesStatement("windows", range, 60_000, ["x"], ["count", "sum"])).toBe(
      `SELECT "x_count","x_sum" FROM "telemetry" ${WHERE} GROUP BY "device"`,
    );
  });

  it("binds the device instead of spelling it", () => {
    expect(meansStatement(range, 1_000, ["input_voltage"], "unit-1")).toContain('AND "device" = $device GROUP BY');
  });

  it("looks one device up, and compares several", () => {
    const statement = (devices: string[]) => aggregatesStatement("raw", range, 1_000, ["x"], ["sum"], devices);
    expect(statement(["unit-1"])).toContain(`AND "device" = 'unit-1' GROUP BY`);
    expect(statement(["unit-1", "unit-2"])).toContain('AND "device" =~ /^(unit-1|unit-2)$/ GROUP BY');
  });

  it.each(['x" FROM "secrets', "Input", "received_at", ""])("refuses %j as a metric", (metric) => {
    expect(() => meansStatement(range, 1_000, [metric])).toThrow(TypeError);
    expect(() => aggregatesStatement("rollups", range, 1_000, [metric], ["sum"])).toThrow(TypeError);
  });

  it.each(["a|.*", "a/", "a'b", ""])("refuses %j as a device", (device) => {
    expect(() => aggregatesStatement("raw", range, 1_000, ["x"], ["sum"], [device])).toThrow(TypeError);
    expect(() => newestStatement(range, ["input_voltage"], [device])).toThrow(TypeError);
  });
});

describe("a rollup's field", () => {
  it("names one metric and one aggregate, whatever the metric is called", () => {
    const metrics = ["x", "x_count", "x_sum", "x_count_sum", "sum"];
    const fields = metrics.flatMap((metric) =>
      (["count", "sum", "min", "max"] as const).map((a) => rollupField(metric, a)),
    );
    expect(new Set(fields).size).toBe(fields.length);
    expect(metrics.map((metric) => metricOfSum(rollupField(metric, "sum")))).toEqual(metrics);
    expect(metricOfSum("x_count")).toBeUndefined();
  });
});
