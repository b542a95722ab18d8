import type { Unit } from "../../units/unit.js";
import { fleetCsv } from "./fleet-csv.js";

const NOW = Date.UTC(2026, 10, 27, 12);

function unit(id: string, values: Record<string, number>, at = NOW): Unit {
  return { id, at, receivedAt: at, suspect: false, values, measuredAt: {} };
}

function rowsOf(csv: string): Record<string, string | undefined>[] {
  const [head = [], ...rows] = csv
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
  return rows.map((cells) => Object.fromEntries(head.map((name, column) => [name, cells[column]])));
}

describe("the CSV of the fleet", () => {
  it("holds each unit in full, with what is made of it", () => {
    const abnormal = { reason: "ANOMALY", score: 0.99, threshold: 0.9, signal: "out_voltage2" } as const;
    const csv = fleetCsv(
      [
        unit("unit-2", { out_voltage1: 230.123, out_voltage2: 185, out_voltage3: 230, out_current1: 5 }),
        unit("unit-1", {}, NOW - 60_000),
      ],
      (id) => (id === "unit-2" ? { id, at: NOW, ...abnormal, abnormalSince: NOW - 1_000 } : undefined),
      (id) => (id === "unit-2" ? { within48h: 0.25, threshold: 0.5 } : undefined),
      NOW,
      30_000,
    );
    const [first, second] = rowsOf(csv);
    expect(first).toMatchObject({
      ...{ unit: "unit-2", state: "abnormal", measured: "2026-11-27T12:00:00.000Z", assessment: "abnormal" },
      ...{ "abnormal since": "2026-11-27T11:59:59.000Z", signal: "out_voltage2", score: "0.99" },
      ...{
        "failure within 48 h": "0.25",
        "out_voltage1 (V)": "230.123",
        "output_power (VA)": "",
        "input_voltage (V)": "",
      },
    });
    expect(Number(first?.["unbalance (%)"])).toBeCloseTo(13.96, 1);
    expect(second).toMatchObject({ unit: "unit-1", state: "stale", assessment: "unscored", score: "", signal: "" });
  });
});
