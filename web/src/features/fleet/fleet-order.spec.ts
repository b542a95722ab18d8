import type { Unit } from "../../units/unit.js";
import type { UnitInsight } from "../../units/unit-insight.js";
import { orderUnits } from "./fleet-order.js";
import { DEFAULT_FLEET_SEARCH, type FleetSearch } from "./fleet-search.js";

const NOW = 100_000;
const STALE_AFTER = 30_000;

function unit(id: string, change: Partial<Unit> = {}): Unit {
  return { id, at: NOW, receivedAt: NOW, suspect: false, values: {}, measuredAt: {}, ...change };
}

const order = (
  units: Unit[],
  search: Partial<FleetSearch>,
  insights: Record<string, UnitInsight> = {},
  risks: Record<string, number> = {},
) =>
  orderUnits(
    units,
    (id) => insights[id],
    (id) => forecast(risks[id]),
    { ...DEFAULT_FLEET_SEARCH, ...search },
    NOW,
    STALE_AFTER,
  );

function forecast(within48h: number | undefined) {
  return { within48h, threshold: 0.5 };
}

function insight(id: string, score: number, abnormalSince: number | null = null): UnitInsight {
  return { id, at: NOW, reason: "NORMAL", score, threshold: 0.95, signal: null, abnormalSince };
}

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

  it("puts units with an open anomaly first, the highest score before the others", () => {
    const insights = { "unit-2": insight("unit-2", 0.97, 1), "unit-10": insight("unit-10", 0.99, 1) };
    expect(order(units, {}, insights)).toEqual(["unit-10", "unit-2", "unit-3", "unit-1"]);
    expect(order(units, { state: "abnormal" }, insights)).toEqual(["unit-10", "unit-2"]);
  });

  it("puts units at risk of failure after what is abnormal or silent, and before all others, the highest risk first", () => {
    const insights = { "unit-10": insight("unit-10", 0.99, 1) };
    const risks = { "unit-2": 0.6, "unit-4": 0.9, "unit-1": 0.1, "unit-3": 0.9 };
    const fleet = [...units, unit("unit-4")];
    expect(order(fleet, {}, insights, risks)).toEqual(["unit-10", "unit-3", "unit-4", "unit-2", "unit-1"]);
    expect(order(fleet, { state: "at-risk" }, insights, risks)).toEqual(["unit-3", "unit-4", "unit-2"]);
  });

  it("has those in need of data before the normal ones, where nothing else tells them apart", () => {
    const lacking = { ...insight("unit-10", 0), reason: "INSUFFICIENT_DATA", score: null } as const;
    const insights = { "unit-2": insight("unit-2", 0.2), "unit-10": lacking };
    expect(order(units, {}, insights)).toEqual(["unit-3", "unit-1", "unit-10", "unit-2"]);
  });

  it("goes by what the models say: abnormal, then what has no score, then the normal ones", () => {
    const insights = {
      "unit-1": insight("unit-1", 0.1),
      "unit-2": insight("unit-2", 0.9),
      "unit-10": insight("unit-10", 0.5, 1),
    };
    expect(order(units, { sort: "anomaly" }, insights)).toEqual(["unit-10", "unit-3", "unit-2", "unit-1"]);
  });

  it("does not take the last verdict on a unit that fell silent for one of now", () => {
    const silent = unit("unit-3", { at: NOW - 3_600_000, receivedAt: NOW - 3_600_000 });
    const insights = {
      "unit-2": insight("unit-2", 0.9),
      "unit-3": { ...insight("unit-3", 0.1), at: NOW - 3_600_000 },
    };
    expect(order([unit("unit-2"), silent], { sort: "anomaly" }, insights)).toEqual(["unit-3", "unit-2"]);
  });

  it("goes by the risk of failure, the highest first, units without a forecast last", () => {
    const risks = { "unit-1": 0.2, "unit-2": 0.7 };
    expect(order(units, { sort: "risk" }, {}, risks)).toEqual(["unit-2", "unit-1", "unit-3", "unit-10"]);
    expect(order(units, { sort: "risk", dir: "desc" }, {}, risks)).toEqual(["unit-1", "unit-2", "unit-3", "unit-10"]);
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
