import type { VoltageEvent } from "@gridwatch/grid-physics";
import { withRecent } from "./recent-events.js";

const SAG: VoltageEvent = {
  ...{ kind: "sag", sustained: false, from: 600_000, to: 1_200_000 },
  ...{ phases: [1], extreme: 184, percentOfNominal: 80 },
};

describe("a week's events with those of the newest readings", () => {
  it("are one where both know it, which lasts while readings say so, and as far as either saw it go", () => {
    const recent: VoltageEvent = { ...SAG, from: 1_000_000, to: null, phases: [0], extreme: 11.5, percentOfNominal: 5 };
    const lasting = withRecent([SAG], [{ ...recent, kind: "interruption" }]);
    expect(lasting).toEqual([
      { ...SAG, kind: "interruption", to: null, phases: [0, 1], extreme: 11.5, percentOfNominal: 5 },
    ]);
    expect(withRecent([SAG], [{ ...SAG, from: 700_000, to: 720_000, extreme: 190, percentOfNominal: 82.6 }])).toEqual([
      SAG,
    ]);
  });

  it("are two where the week does not hold what readings tell, the newest first", () => {
    const later: VoltageEvent = { ...SAG, from: 1_500_000, to: 1_520_000 };
    const swell: VoltageEvent = { ...SAG, kind: "swell", from: 700_000, to: 720_000 };
    expect(withRecent([SAG], [later, swell])).toEqual([later, swell, SAG]);
    expect(withRecent([], [later])).toEqual([later]);
  });
});
