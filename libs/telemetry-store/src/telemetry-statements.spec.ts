import { historyStatement, meansStatement, newestStatement } from "./telemetry-statements.js";

const range = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2) };

describe("a statement", () => {
  it("asks for means per window and device", () => {
    expect(meansStatement(range, 300_000, ["input_voltage"])).toBe(
      'SELECT MEAN("input_voltage") AS "input_voltage" FROM "telemetry" ' +
        "WHERE time >= '2026-01-01T00:00:00.000Z' AND time < '2026-01-02T00:00:00.000Z' " +
        'GROUP BY time(300000ms), "device" fill(none)',
    );
  });

  it("binds the device instead of spelling it", () => {
    expect(historyStatement(range, 1_000, ["input_voltage"], "unit-1")).toContain('AND "device" = $device GROUP BY');
  });

  it.each(['x" FROM "secrets', "Input", "received_at", ""])("refuses %j as a metric", (metric) => {
    expect(() => meansStatement(range, 1_000, [metric])).toThrow(TypeError);
  });

  it.each(["a|.*", "a/", ""])("refuses %j as a device", (device) => {
    expect(() => newestStatement(range, ["input_voltage"], [device])).toThrow(TypeError);
  });
});
