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
});
