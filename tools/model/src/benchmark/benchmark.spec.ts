import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "@gridwatch/simulator";
import { benchmark, benchmarkText } from "./benchmark.js";
import { parseBenchmarkOptions } from "./benchmark-options.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-benchmark-"));
});

afterEach(() => rm(folder, { recursive: true }));

/** A run of the pump's shape: noise, and from row 560 to 660 a flow that has fallen. */
async function pumpRun(): Promise<void> {
  const random = new Random(1);
  const names =
    "Accelerometer1RMS;Accelerometer2RMS;Current;Pressure;Temperature;Thermocouple;Voltage;Volume Flow RateRMS";
  let text = `datetime;${names};anomaly;changepoint\n`;
  for (let row = 0; row < 760; row++) {
    const wrong = row >= 560 && row < 660;
    const values = names.split(";").map((_, feature) => (wrong && feature === 7 ? 27 : 32) + random.normal());
    text += `${new Date(Date.UTC(2020, 2, 9) + 1_000 * row).toISOString()};${values.join(";")};${wrong ? "1.0" : "0.0"};0.0\n`;
  }
  await mkdir(join(folder, "skab", "valve1"), { recursive: true });
  await writeFile(join(folder, "skab", "valve1", "0.csv"), text);
}

it("says which data is not there, and judges what is", async () => {
  await pumpRun();
  const reports = await benchmark(folder, ["skab", "nab"], {});
  expect(reports[0]?.figures).toMatchObject({ steps: 360 });
  expect(reports[0]?.figures?.["f1"]).toBeGreaterThan(0.8);
  expect(reports[0]?.met).toBe(true);
  expect(reports[1]).toMatchObject({ set: "nab" });
  const text = benchmarkText(reports, folder);
  expect(text).toMatch(/^skab: reached\n/);
  expect(text).toContain(`nab: no data at ${join(folder, "nab")}`);
});

it("says when a set is not known", () => {
  expect(() => parseBenchmarkOptions(["--data", folder, "--sets", "skab,iris"])).toThrow('there is no "iris"');
  expect(() => parseBenchmarkOptions([])).toThrow("--data is missing");
});
