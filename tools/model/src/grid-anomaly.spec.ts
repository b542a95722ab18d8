import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passGates, readPackageFolder } from "@gridwatch/models";
import { type FleetSize, trainGridAnomaly } from "./grid-anomaly.js";

const TINY: FleetSize = {
  trainingUnits: 2,
  trainingHours: 1,
  every: 10,
  epochs: 2,
  healthyUnits: 1,
  healthyHours: 1,
  faultyUnits: 1,
  faultyHours: 1,
};
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "grid-anomaly-spec-"));
});

afterEach(() => rm(folder, { recursive: true }));

it("trains to a package that passes the gates, and again to the same weights and metrics", async () => {
  const [first, second] = [join(folder, "first"), join(folder, "second")];
  const { manifest } = await trainGridAnomaly(first, TINY, {});
  expect((await trainGridAnomaly(second, TINY, {})).manifest.metrics).toEqual(manifest.metrics);
  expect((await readFile(join(second, "weights.bin"))).equals(await readFile(join(first, "weights.bin")))).toBe(true);
  expect(manifest.metrics).toMatchObject({ healthyUnitDays: expect.any(Number), phaseLossFaults: expect.any(Number) });
  const { model, report } = await passGates(await readPackageFolder(first));
  await model.dispose();
  expect(report.every(({ passed }) => passed)).toBe(true);
  expect(model.engine).toBe("onnx");
});
