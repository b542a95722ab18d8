import type { VoltageWindow } from "../../api/voltage-hour.query.js";
import { ofHour, voltageShape } from "./voltage-shape.js";

const MINUTE = 60_000;
const FROM = Date.parse("2026-01-05T00:00:00Z");
const TO = FROM + 60 * MINUTE;

const window = (minute: number, lowest: number, highest = lowest): VoltageWindow => ({
  at: FROM + minute * MINUTE,
  lowest,
  highest,
});

describe("the drawing of an hour of voltages", () => {
  it("goes along the highest and back along the lowest, in minutes and percent", () => {
    const { path, excursions } = voltageShape([window(0, 200, 210), window(1, 190, 200)], TO, 200);
    expect(path).toBe("M0.5 15L1.5 20L1.5 25L0.5 20Z");
    expect(excursions).toEqual([]);
  });

  it("is broken where readings are missing", () => {
    const { path } = voltageShape([window(0, 200), window(2, 200), window(5, 200)], TO, 200);
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path).toContain("M5.5 20L5.5 20Z");
  });

  it("marks the farthest on either side of the band, those beyond the scale at its edge", () => {
    const windows = [window(0, 175), window(1, 0), window(2, 200, 230), window(3, 200, 219)];
    expect(voltageShape(windows, TO, 200).excursions).toEqual([
      { x: 1.5, y: 40 },
      { x: 2.5, y: 5 },
    ]);
  });

  it("is empty without a reading, and what is older is none", () => {
    expect(ofHour([window(-1, 150), window(0, 200), window(59, 201)], TO)).toEqual([window(0, 200), window(59, 201)]);
    expect(voltageShape(ofHour([window(-5, 150)], TO), TO, 200)).toEqual({ path: "", excursions: [] });
  });
});
