import { powerQuality } from "./power-quality.js";
import { START, WINDOW, week } from "./week.fixture.js";

describe("the power quality of a week", () => {
  it("judges each phase against the nominal voltage near the usual one, and lists events newest first", () => {
    const quality = powerQuality(
      week(5, {
        out_voltage1: [230, 230, 230, 184, 230],
        out_voltage2: [276, 230, 230, 230, 230],
      }),
    );
    expect(quality?.nominal).toBe(230);
    expect(quality?.supply.map((phase) => phase?.withinBandPercent)).toEqual([75, 75, undefined]);
    expect(quality?.events).toEqual([
      expect.objectContaining({ kind: "sag", from: START + 3 * WINDOW, phases: [0], percentOfNominal: 80 }),
      expect.objectContaining({ kind: "swell", from: START, phases: [1], percentOfNominal: 120 }),
    ]);
  });

  it("is not judged near no nominal voltage", () => {
    expect(powerQuality(week(3, { out_voltage1: [277, 277, 277] }))).toBeNull();
  });
});
