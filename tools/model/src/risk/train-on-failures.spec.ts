import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { passGates, readPackageFolder } from "@gridwatch/models";
import { FAILURE_MODES, Random, unitLife } from "@gridwatch/simulator";
import { csvLine } from "../csv.js";
import { HOUR_MS } from "./risk-moments.js";
import { riskText, trainOnFailures } from "./train-on-failures.js";
import { parseTrainRiskOptions } from "./train-risk-options.js";

const INTERVAL_MS = 600_000;
const FROM = Date.UTC(2026, 0, 5);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "train-on-failures-spec-"));
});

afterEach(() => rm(folder, { recursive: true }));

/** Lives of the simulator as a plant would hand them over: every other unit fails, and a third of them all is watched two weeks later. */
async function handedOver(units: number): Promise<string[]> {
  const [data, failures] = [join(folder, "telemetry.csv"), join(folder, "failures.csv")];
  let telemetry = csvLine(["time", "unit", ...ELECTRICAL_METRICS.map(({ name }) => name)]);
  let failed = csvLine(["unit", "failed_at", "mode"]);
  for (let unit = 0; unit < units; unit++) {
    const from = FROM + (unit % 3 === 0 ? 336 : 0) * HOUR_MS;
    const until = from + 288 * HOUR_MS;
    const mode = unit % 2 === 0 ? FAILURE_MODES[(unit / 2) % FAILURE_MODES.length] : undefined;
    const failure = mode && { mode, onset: from + 12 * HOUR_MS };
    let lastAt = from;
    for (const { at, reading } of unitLife(new Random(5).fork(unit), {
      from,
      until,
      intervalMs: () => INTERVAL_MS,
      failure,
    })) {
      const values = ELECTRICAL_METRICS.map(({ name }) => reading[name].toFixed(3));
      telemetry += csvLine([new Date(at).toISOString(), `unit-${unit}`, ...values]);
      lastAt = at;
    }
    const seen = mode !== undefined && lastAt + INTERVAL_MS < until;
    if (seen) failed += csvLine([`unit-${unit}`, (lastAt + INTERVAL_MS) / 1_000, mode]);
  }
  await writeFile(data, telemetry);
  await writeFile(failures, failed);
  return ["--kind", "failure-risk", "--data", data, "--failures", failures, "--time", "time", "--group", "unit"];
}

it("makes a package that the registry takes of recorded failures, measured on later moments of other units", async () => {
  const out = join(folder, "package");
  const given = await handedOver(36);
  const options = parseTrainRiskOptions([...given, "--name", "plant-risk", "--out", out]);
  const { manifest } = await trainOnFailures(options);
  const { model, report } = await passGates(await readPackageFolder(out));
  await model.dispose();
  expect(report.filter(({ passed }) => !passed)).toEqual([]);
  expect(manifest).toMatchObject({ name: "plant-risk", kind: "failure-risk", output: "probability" });
  expect(manifest.metrics["failures"]).toBeGreaterThanOrEqual(2);
  expect(manifest.metrics["averagePrecision"]).toBeGreaterThan(
    2 * (manifest.metrics["averagePrecisionByChance"] ?? Number.NaN),
  );
  expect(riskText(manifest)).toContain(`f1 always`);
  expect((await readdir(out)).sort()).toEqual(["MODEL_CARD.md", "model.json", "model.manifest.json", "weights.bin"]);
  const card = await readFile(join(out, "MODEL_CARD.md"), "utf8");
  expect(card).toContain(`Train again: \`npm run model -- train --kind failure-risk --data`);
  expect(card).toContain(`the 36 units of`);
}, 120_000);

it("says what the data lacks", async () => {
  const given = await handedOver(2);
  const train = (...more: string[]) =>
    trainOnFailures(
      parseTrainRiskOptions([...given, "--name", "plant-risk", "--out", join(folder, "package"), ...more]),
    );
  await expect(train("--train-until", "2026-01-01")).rejects.toThrow(
    "the training part, of moments before 2026-01-01T00:00:00.000Z, has no unit that fails within 48 hours",
  );
  await expect(train("--time", "when")).rejects.toThrow('there is no column "when"');
  await writeFile(join(folder, "failures.csv"), "unit,failed_at\nunit-999,2026-01-07\n");
  await expect(train()).rejects.toThrow('the failures name the unit "unit-999", which has no row in the data');
  expect(await readdir(folder)).not.toContain("package");
});
