import { powerQuality } from "./power-quality.js";
import { START, WINDOW, week } from "./week.fixture.js";

const supplyOf = (values: number[], monday: number) =>
  powerQuality(week(values.length, { out_voltage1: values }), monday);

describe("the power quality of a week", () => {
  it("judges each phase against the nominal voltage near the usual one, and lists events newest first", () => {
    const quality = powerQuality(
      week(5, {
        out_voltage1: [230, 230, 230, 184, 230],
        out_voltage2: [276, 230, 230, 230, 230],
      }),
      START,
    );
    expect(quality?.nominal).toBe(230);
    expect(quality?.sevenDays.map((phase) => phase?.withinBandPercent)).toEqual([75, 75, undefined]);
    expect(quality?.events).toEqual([
      expect.objectContaining({ kind: "sag", from: START + 3 * WINDOW, phases: [0], percentOfNominal: 80 }),
      expect.objectContaining({ kind: "swell", from: START, phases: [1], percentOfNominal: 120 }),
    ]);
  });

  it("is judged since the calendar week began as well, a window that began before left out", () => {
    const quality = supplyOf([184, 184, 230, 230, 230], START + 1.5 * WINDOW);
    expect(quality?.sevenDays[0]).toMatchObject({ windows: 4, complies: false });
    expect(quality?.thisWeek[0]).toMatchObject({ windows: 2, withinBandPercent: 100, complies: true });
    expect(supplyOf([230, 230], START + WINDOW)?.thisWeek).toEqual([null, null, null]);
  });

  it("is not judged near no nominal voltage", () => {
    expect(powerQuality(week(3, { out_voltage1: [277, 277, 277] }), START)).toBeNull();
  });
});
