import { history, START, WINDOW, week } from "./week.fixture.js";
import { weekOf } from "./week.js";

describe("a unit's week", () => {
  it("leaves out the window that is still filling, in every column", () => {
    const { timestamps, course } = week(3, { out_voltage1: [230, 231, 400] });
    expect(timestamps).toEqual([START, START + WINDOW]);
    expect(course("out_voltage1")).toEqual({ min: [230, 231], mean: [230, 231], max: [230, 231] });
    expect(course("out_voltage2").mean).toEqual([]);
  });

  it("is not known from wider windows", () => {
    expect(weekOf(history(3, {}, 6 * WINDOW))).toBeNull();
  });
});
