import { signalName, signalStyle } from "./signal-names.js";

describe("the name of a signal", () => {
  it("is that of its measuring point, or its own", () => {
    expect(["out_voltage2", "input_current", "oil_temperature"].map(signalName)).toEqual([
      "L2 voltage",
      "Input current",
      "oil temperature",
    ]);
  });

  it("comes with a unit where one is known", () => {
    expect(signalStyle("out_voltage2").unit).toBe("V");
    const unknown = signalStyle("oil_temperature");
    expect([unknown.unit, unknown.format(48.1234)]).toEqual(["", "48.12"]);
  });
});
