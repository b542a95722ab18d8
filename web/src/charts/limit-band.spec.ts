import { VOLTS } from "../ui/format.js";
import { beyondText, keptText, limitsOf, nominalVoltage, supplyLimits } from "./limit-band.js";

const METRICS = ["out_voltage1", "out_voltage2"] as const;

function history(means: Record<string, (number | null)[]>) {
  const metrics = Object.entries(means).map(([name, mean]) => [name, { min: mean, mean, max: mean }]);
  return { metrics: Object.fromEntries(metrics) };
}

describe("the limits of voltages", () => {
  it("lie 10 % around the nominal voltage near what is usual", () => {
    const read = history({ out_voltage1: [null, 231, 0], out_voltage2: [228, 229, 233] });
    const limits = supplyLimits(nominalVoltage(read, METRICS));
    expect(limits).toEqual({ nominal: 230, percent: 10 });
    expect(limits && limitsOf(limits).map((limit) => limit.toFixed(6))).toEqual(["207.000000", "253.000000"]);
  });

  it("are none near no nominal voltage, and where nothing was read", () => {
    expect(nominalVoltage(history({ out_voltage1: [11_000, 11_020] }), METRICS)).toBeNull();
    expect(nominalVoltage(history({ input_voltage: [230] }), METRICS)).toBeNull();
    expect(supplyLimits(null)).toBeUndefined();
  });

  it("are told with whether the lines keep within them, spikes too", () => {
    const limits = { nominal: 230, percent: 10 };
    const told = (min: number, max: number) => keptText(limits, [null, { min, mean: 230, max }], VOLTS);
    expect(told(208, 252)).toBe("within the limits of 230.0 V ± 10 %");
    expect(told(206, 231)).toBe("at times outside the limits of 230.0 V ± 10 %");
    expect(told(229, 254)).toBe("at times outside the limits of 230.0 V ± 10 %");
    expect(keptText(limits, [null], VOLTS)).toBe("limits 230.0 V ± 10 %");
  });

  it("are said to be beyond an axis that does not reach them", () => {
    const beyond = (from: number, to: number) => beyondText({ nominal: 230, percent: 10 }, [from, to]);
    expect(beyond(200, 260)).toBe("");
    expect(beyond(228, 232)).toBe("both beyond the axis");
    expect(beyond(228, 260)).toBe("the lower one below the axis");
    expect(beyond(180, 240)).toBe("the upper one above the axis");
  });
});
