import { voltageEvents } from "./voltage-events.js";

const WINDOW = 600_000;
const starts = (count: number) => Array.from({ length: count }, (_, window) => window * WINDOW);
const steady = { min: [229, 229, 229, 229], max: [231, 231, 231, 231] };

describe("sags, swells and interruptions in windows", () => {
  it("are none at the limits themselves", () => {
    const phase = { min: [207, 207, 207, 207], max: [253, 253, 253, 253] };
    expect(voltageEvents(starts(4), WINDOW, [phase, steady, steady], 230)).toEqual([]);
  });

  it("begin with any phase and end when all are back, as deep as the deepest", () => {
    const first = { ...steady, min: [229, 200, 229, 229] };
    const third = { ...steady, min: [229, 229, 184, 229] };
    expect(voltageEvents(starts(4), WINDOW, [first, steady, third], 230)).toEqual([
      {
        kind: "sag",
        sustained: false,
        from: WINDOW,
        to: 3 * WINDOW,
        phases: [0, 2],
        extreme: 184,
        percentOfNominal: 80,
      },
    ]);
  });

  it("are two where windows in between are fine, or missing", () => {
    const apart = { min: [200, 229, 200, 200], max: steady.max };
    const events = voltageEvents([0, WINDOW, 2 * WINDOW, 5 * WINDOW], WINDOW, [apart], 230);
    expect(events.map(({ from, to }) => [from, to])).toEqual([
      [0, WINDOW],
      [2 * WINDOW, 3 * WINDOW],
      [5 * WINDOW, 6 * WINDOW],
    ]);
  });

  it("are a swell and an interruption beside each other, in the order they began", () => {
    const lost = { min: [229, 229, 11.5, 229], max: steady.max };
    const high = { min: steady.min, max: [231, 276, 231, null] };
    expect(voltageEvents(starts(4), WINDOW, [lost, high], 230)).toEqual([
      {
        kind: "swell",
        sustained: false,
        from: WINDOW,
        to: 2 * WINDOW,
        phases: [1],
        extreme: 276,
        percentOfNominal: 120,
      },
      {
        kind: "interruption",
        sustained: false,
        from: 2 * WINDOW,
        to: 3 * WINDOW,
        phases: [0],
        extreme: 11.5,
        percentOfNominal: 5,
      },
    ]);
  });

  it("are sustained where a phase is outside in every reading of a window", () => {
    const low = { min: [229, 200, 190, 229], max: [231, 231, 206, 231] };
    expect(voltageEvents(starts(4), WINDOW, [low, steady], 230)).toMatchObject([
      { kind: "sag", sustained: true, from: WINDOW, to: 3 * WINDOW, phases: [0], extreme: 190 },
    ]);
    const high = { min: [229, 254, 229, 229], max: [231, 260, 231, 231] };
    expect(voltageEvents(starts(4), WINDOW, [steady, high], 230)).toMatchObject([{ kind: "swell", sustained: true }]);
  });

  it("do not end before a phase is back by 2 % of the nominal voltage", () => {
    const hesitant = { min: [206, 209, 212, 209], max: [208, 211, 231, 231] };
    expect(voltageEvents(starts(4), WINDOW, [hesitant], 230)).toMatchObject([{ kind: "sag", from: 0, to: 2 * WINDOW }]);
    const high = { min: [252, 248.5, 229, 229], max: [254, 249, 248, 249] };
    expect(voltageEvents(starts(4), WINDOW, [high], 230)).toMatchObject([{ kind: "swell", from: 0, to: 2 * WINDOW }]);
    // Here it was back within the first window.
    const back = { min: [206, 209, 212, 209], max: [231, 231, 231, 231] };
    expect(voltageEvents(starts(4), WINDOW, [back], 230)).toMatchObject([{ kind: "sag", from: 0, to: WINDOW }]);
  });

  it("are sustained in windows narrower than a minute when they follow each other for longer than that", () => {
    const low = (windows: number) => ({ min: Array(windows).fill(190), max: Array(windows).fill(200) });
    const sustained = (windows: number) =>
      voltageEvents(
        [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000].slice(0, windows),
        10_000,
        [low(windows)],
        230,
      )[0]?.sustained;
    expect([sustained(6), sustained(7)]).toEqual([false, true]);
  });
});

describe("sags, swells and interruptions in single readings", () => {
  /** Four seconds apart. */
  const inReadings = (...phases: (number | null)[][]) => {
    const timestamps = (phases[0] ?? []).map((_, row) => row * 4_000);
    const extremes = phases.map((column) => ({ min: column, max: column }));
    return voltageEvents(timestamps, 0, extremes, 230);
  };

  it("reach from the first outside to the first with all phases back", () => {
    expect(inReadings([230, 184, 190, 229, 230, 230], [230, 230, 200, 206, 210, 229])).toEqual([
      { kind: "sag", sustained: false, from: 4_000, to: 20_000, phases: [0, 1], extreme: 184, percentOfNominal: 80 },
    ]);
  });

  it("last while no reading tells of their end", () => {
    expect(inReadings([230, 260, 250])).toMatchObject([{ kind: "swell", from: 4_000, to: null, extreme: 260 }]);
  });

  it("end at the last reading before a gap", () => {
    expect(inReadings([184, 184, null, 184])).toMatchObject([
      { from: 0, to: 4_000 },
      { from: 12_000, to: null },
    ]);
  });

  it("go on past readings of other phases alone", () => {
    expect(inReadings([184, null, 190, null, 230], [null, 230, null, 230, null])).toMatchObject([
      { from: 0, to: 16_000, phases: [0] },
    ]);
  });

  it("are sustained when they last longer than a minute", () => {
    const sustained = (readings: number) => inReadings([...Array(readings).fill(184), 230])[0]?.sustained;
    expect([sustained(15), sustained(16)]).toEqual([false, true]);
    expect(inReadings(Array(17).fill(184))[0]?.sustained).toBe(true);
  });
});
