import { supplyOf } from "./supply.js";
import { history } from "./week.fixture.js";

describe("what a week says of a unit's supply", () => {
  it("is the nominal voltage of either side", () => {
    const values = { input_voltage: [402, 401, 400, 399, 402], out_voltage1: [230, 231, 184, 229, 230] };
    expect(supplyOf(history(5, values))).toEqual({ output: 230, input: 400 });
  });

  it("is known from a first window that is still filling, and unknown where nothing is nominal", () => {
    expect(supplyOf(history(1, { out_voltage1: [229] }))).toEqual({ output: 230, input: null });
    expect(supplyOf(history(3, { out_voltage1: [11_000, 5_000, 11_000] }))).toEqual({ output: null, input: null });
  });
});
