import { voltageWindows } from "./voltage-hour.query.js";

describe("an hour of output voltages from history", () => {
  it("has the lowest and the highest of all phases per window, whichever are reported", () => {
    const courses = {
      timestamps: [0, 60_000, 120_000],
      metrics: {
        out_voltage1: { min: [229, null, null], mean: [230, null, null], max: [231, null, null] },
        out_voltage2: { min: [225, 220, null], mean: [226, 221, null], max: [227, 222, null] },
      },
    };
    expect(voltageWindows(courses)).toEqual([
      { at: 0, lowest: 225, highest: 231 },
      { at: 60_000, lowest: 220, highest: 222 },
    ]);
  });
});
