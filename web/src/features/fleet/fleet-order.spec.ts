import type { Unit } from "../../units/unit.js";
import { orderUnits } from "./fleet-order.js";
import { DEFAULT_FLEET_SEARCH, type FleetSearch } from "./fleet-search.js";

const NOW = 100_000;
const STALE_AFTER = 30_000;

function unit(id: string, change: Partial<Unit> = {}): Unit {
  return { id, at: NOW, receivedAt: NOW, suspect: false, values: {}, measuredAt: {}, ...change };
}

const order = (units: Unit[], search: Partial<FleetSearch>) =>
  orderUnits(units, { ...DEFAULT_FLEET_SEARCH, ...search }, NOW, STALE_AFTER);

describe("the order of the fleet", () => {
  const units = [
    unit("unit-10", { values: { input_voltage: 229 } }),
    unit("unit-2", { values: { input_voltage: 231 } }),
    unit("unit-3", { at: 0, receivedAt: 0 }),
    unit("unit-1", { suspect: true, values: { input_voltage: 230 } }),
  ];

  it("is worst first, then by id with its numbers read as numbers", () => {
    expect(order(units, {})).toEqual(["unit-3", "unit-1", "unit-2", "unit-10"]);
  });

  it("puts an unbalanced unit before the others in its condition", () => {
    const lostPhase = unit("unit-9", { values: { out_voltage1: 120, out_voltage2: 4, out_voltage3: 120 } });
    expect(order([...units, lostPhase], {})).toEqual(["unit-3", "unit-1", "unit-9", "unit-2", "unit-10"]);
  });

  it("goes by a column in either direction, units without a value last in both", () => {
    expect(order(units, { sort: "input_voltage" })).toEqual(["unit-10", "unit-1", "unit-2", "unit-3"]);
    expect(order(units, { sort: "input_voltage", dir: "desc" })).toEqual(["unit-2", "unit-1", "unit-10", "unit-3"]);
  });

  it("goes by id and by age", () => {
    expect(order(units, { sort: "unit", dir: "desc" })).toEqual(["unit-10", "unit-3", "unit-2", "unit-1"]);
    expect(order(units, { sort: "age", dir: "desc" })[0]).toBe("unit-3");
  });

  it("holds only what was searched for, in any case of letters", () => {
    expect(order(units, { q: " UNIT-1" })).toEqual(["unit-1", "unit-10"]);
    expect(order(units, { state: "stale" })).toEqual(["unit-3"]);
    expect(order(units, { q: "unit-2", state: "stale" })).toEqual([]);
  });
});
