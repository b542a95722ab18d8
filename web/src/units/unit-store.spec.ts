import type { Device, ReadingColumns } from "@gridwatch/contracts";
import { UnitStore } from "./unit-store.js";

function columns(rows: { id: string; at: number; volts: number | null; suspect?: boolean }[]): ReadingColumns {
  return {
    devices: rows.map(({ id }) => id),
    timestamps: rows.map(({ at }) => at),
    receivedAt: rows.map(({ at }) => at + 20),
    suspect: rows.flatMap(({ suspect }, row) => (suspect ? [row] : [])),
    metrics: { input_voltage: rows.map(({ volts }) => volts) },
  };
}

function device(id: string, at: number, volts: number): Device {
  const seen = new Date(at).toISOString();
  return { id, firstSeen: seen, lastSeen: seen, state: "stale", values: { input_voltage: volts } };
}

describe("the store of units", () => {
  it("decodes columns: values, cells left empty and suspect rows", () => {
    const store = new UnitStore();
    store.applyReadings([
      columns([
        { id: "a", at: 1_000, volts: 230 },
        { id: "b", at: 1_500, volts: null, suspect: true },
      ]),
    ]);
    expect(store.get("a")).toMatchObject({
      at: 1_000,
      receivedAt: 1_020,
      suspect: false,
      values: { input_voltage: 230 },
    });
    expect(store.get("b")).toMatchObject({ suspect: true, values: {} });
    expect(store.ids.get()).toEqual(["a", "b"]);
    expect(store.newestAt.get()).toBe(1_500);
  });

  it("tells a listener of its own unit only, once per batch", () => {
    const store = new UnitStore();
    store.applyReadings([
      columns([
        { id: "a", at: 1_000, volts: 230 },
        { id: "b", at: 1_000, volts: 230 },
      ]),
    ]);
    const heard = { a: 0, b: 0 };
    store.subscribe("a", () => heard.a++);
    const stop = store.subscribe("b", () => heard.b++);
    store.applyReadings([columns([{ id: "a", at: 2_000, volts: 1 }]), columns([{ id: "a", at: 3_000, volts: 2 }])]);
    expect(heard).toEqual({ a: 1, b: 0 });
    stop();
    store.applyReadings([columns([{ id: "b", at: 2_000, volts: 1 }])]);
    expect(heard).toEqual({ a: 1, b: 0 });
  });

  it("keeps the list of ids as it is while no unit is new", () => {
    const store = new UnitStore();
    store.applyReadings([columns([{ id: "a", at: 1_000, volts: 230 }])]);
    const ids = store.ids.get();
    store.applyReadings([columns([{ id: "a", at: 2_000, volts: 231 }])]);
    expect(store.ids.get()).toBe(ids);
  });

  it("adds units only the database knows, and keeps the newer of both for the others", () => {
    const store = new UnitStore();
    store.applyReadings([columns([{ id: "a", at: 5_000, volts: 230 }])]);
    store.applyDevices([device("a", 4_000, 1), device("silent", 2_000, 229)]);
    expect(store.get("a")?.values["input_voltage"]).toBe(230);
    expect(store.get("silent")).toMatchObject({ at: 2_000, receivedAt: undefined, values: { input_voltage: 229 } });
    store.applyDevices([device("a", 6_000, 232)]);
    expect(store.get("a")).toMatchObject({ at: 6_000, values: { input_voltage: 232 } });
  });
});
