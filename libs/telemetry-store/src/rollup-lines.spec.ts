import { toRollupLines } from "./rollup-lines.js";

describe("the lines of rollups", () => {
  it("hold the number of readings and four figures per metric that the window has", () => {
    const tables = [
      {
        tags: { device: "unit-1" },
        columns: [],
        values: [
          [60_000, 3, 2, 461.5, 230.5, 231, null, null, null, null],
          [120_000, 1, 0, null, null, null, 1, -1.5, -1.5, -1.5],
        ],
      },
      {
        tags: { device: "unit-2" },
        columns: [],
        values: [[60_000, 1, null, null, null, null, null, null, null, null]],
      },
    ];
    expect(toRollupLines(tables, ["voltage", "x_count"])).toEqual([
      "telemetry,device=unit-1 readings=3i,voltage_count=2i,voltage_sum=461.5,voltage_min=230.5,voltage_max=231 60000",
      "telemetry,device=unit-1 readings=1i,x_count_count=1i,x_count_sum=-1.5,x_count_min=-1.5,x_count_max=-1.5 120000",
      "telemetry,device=unit-2 readings=1i 60000",
    ]);
  });
});
