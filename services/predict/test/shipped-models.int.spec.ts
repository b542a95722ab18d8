import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelRegistryReport } from "@gridwatch/contracts";
import { readPackageArchive } from "@gridwatch/models";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import { modelPackage } from "./model-package.fixture.js";
import { PredictStage } from "./predict.fixture.js";

const PATIENT = { timeoutMs: 30_000 };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let stage: PredictStage;

/** The one package that comes with the platform. */
async function ship(archive: Promise<Uint8Array>): Promise<void> {
  const folder = join(directory.path, "mean-of-two");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [name, bytes] of (await readPackageArchive(await archive)).files)
    await writeFile(join(folder, name), bytes);
}

async function registry(): Promise<ModelRegistryReport> {
  return (await stage.request("GET", "")).body as ModelRegistryReport;
}

async function readiness(): Promise<Record<string, string>> {
  const ready = await fetch(`${stage.replica.url}/health/ready`);
  return ((await ready.json()) as { checks: Record<string, string> }).checks;
}

beforeAll(async () => {
  directory = await temporaryDirectory("shipped");
  await ship(modelPackage());
  stage = await PredictStage.open({ PREDICT_MODELS_DIR: directory.path });
  await stage.inUse("1.0.0");
}, 90_000);

afterAll(async () => {
  await stage.close();
  await directory.remove();
}, 60_000);

it("is the champion of a kind that had none, and all is well", async () => {
  expect((await registry()).aliases).toMatchObject({ "anomaly.champion": { version: "1.0.0" } });
  expect((await readiness())["models of the platform"]).toBe("ok");
});

it("waits to be activated when it is a newer version", async () => {
  await ship(modelPackage({ version: "1.1.0" }));
  await stage.replica.restart();
  await eventually(async () => {
    expect((await registry()).models.map(({ version }) => version).sort()).toEqual(["1.0.0", "1.1.0"]);
  }, PATIENT);
  expect((await registry()).aliases).toMatchObject({ "anomaly.champion": { version: "1.0.0" } });
  expect((await readiness())["models of the platform"]).toBe("ok");
}, 60_000);

it("is not used when other contents are stored under its version, which readiness says", async () => {
  const { models: before } = await registry();
  await ship(modelPackage({ bias: 0.5 }));
  await stage.replica.restart();
  await eventually(async () => {
    expect((await readiness())["models of the platform"]).toBe(
      "mean-of-two@1.0.0 comes with the platform with other contents than those stored: raise its version",
    );
  }, PATIENT);
  expect((await registry()).models).toEqual(before);
}, 60_000);
