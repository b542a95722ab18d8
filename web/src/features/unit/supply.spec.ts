import { supplyOf } from "./supply.js";
import { history, START, WINDOW } from "./week.fixture.js";

describe("what a week says of a unit's supply", () => {
  it("is the nominal voltage of either side, and each sag as a mark", () => {
    const supply = supplyOf(
      history(5, { input_voltage: [402, 401, 400, 399, 402], out_voltage1: [230, 231, 184, 229, 230] }),
    );
    expect(supply).toEqual({
      output: 230,
      input: 400,
      // Each window of this history is as if of one reading: outside in all of it.
      events: [{ kind: "voltage event", name: "undervoltage", from: START + 2 * WINDOW, to: START + 3 * WINDOW }],
    });
  });

  it("knows what is usual from a first window that is still filling, and no event in it", () => {
    expect(supplyOf(history(1, { out_voltage1: [229] }))).toEqual({ output: 230, input: null, events: [] });
  });

  it("holds no events where windows are too wide, or nothing is nominal", () => {
    expect(supplyOf(history(3, { out_voltage1: [230, 184, 230] }, 6 * WINDOW)).events).toEqual([]);
    expect(supplyOf(history(3, { out_voltage1: [11_000, 5_000, 11_000] }))).toMatchObject({ output: null, events: [] });
  });
});
