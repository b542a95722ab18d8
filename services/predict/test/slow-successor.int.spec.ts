import { shardOf } from "@gridwatch/contracts";
import { eventually } from "@gridwatch/testkit";
import { modelPackage } from "./model-package.fixture.js";
import { PredictStage } from "./predict.fixture.js";
import { SteppedLoad } from "./stepped-load.fixture.js";

/** Of one shard, so that one model has all of them to score. */
const DEVICES = Array.from({ length: 1_000 }, (_, i) => `unit-${i}`)
  .filter((device) => shardOf(device) === 0)
  .slice(0, 12);
const by = { by: "tester", reason: "try" };
const PATIENCE_MS = 60_000;

let stage: PredictStage;
let load: SteppedLoad;

/** A model is in use, and one that cannot keep up with the load is activated. Resolves when that one computes. */
async function activateTooSlow(env: Record<string, string>): Promise<void> {
  stage = await PredictStage.open({ PREDICT_MIN_WINDOWS_PER_SECOND: "1", ...env });
  await stage.use(await modelPackage());
  load = new SteppedLoad(stage, DEVICES);
  await load.goesOn(PATIENCE_MS, "1.0.0");
  expect(await stage.upload(await modelPackage({ version: "2.0.0", uselessRows: 500 }))).toMatchObject({
    status: 201,
  });
  const order = { name: "mean-of-two", version: "2.0.0", ...by };
  expect(await stage.request("POST", "/activate", order)).toMatchObject({ status: 200 });
}

async function history(): Promise<string[]> {
  const events = (await stage.request("GET", "/history?limit=2")).body as Record<string, string>[];
  return events.map(({ action, model, outcome, by, detail }) => `${by}: ${action} ${model} ${outcome} ${detail}`);
}

/** Whatever was tried meanwhile: of each step one insight, by the first model alone. */
async function expectTheFirstAlone(): Promise<void> {
  const insights = [...(await load.everyStepOnce()).values()].flat();
  expect(insights.length).toBeGreaterThan(DEVICES.length * 50);
  expect(new Set(insights.map(({ model }) => model?.version))).toEqual(new Set(["1.0.0"]));
}

afterEach(async () => {
  await load.stop();
  await stage.close();
}, 60_000);

it("is let go of at a rollback, at once, and the next model is not kept waiting by it", async () => {
  await activateTooSlow({});
  await eventually(
    async () => {
      const quick = await stage.metric("inference_duration_seconds_bucket", { le: "0.025" });
      expect(await stage.metric("inference_duration_seconds_count")).toBeGreaterThan(quick);
    },
    { timeoutMs: PATIENCE_MS },
  );
  expect(await stage.metric("model_swapping")).toBe(1);
  await stage.inUse("1.0.0");
  expect(await stage.request("POST", "/rollback", { kind: "anomaly", ...by })).toMatchObject({
    status: 200,
    body: { version: "1.0.0" },
  });
  await eventually(async () => expect(await stage.metric("model_swapping")).toBe(0), { timeoutMs: 10_000 });
  expect(await stage.metric("model_unusable", { kind: "anomaly", alias: "champion" })).toBe(0);
  await load.goesOn(PATIENCE_MS, "1.0.0");
  await expectTheFirstAlone();
  await stage.use(await modelPackage({ version: "1.1.0", bias: 0.05 }), "1.1.0");
}, 180_000);

it("is given up in time: the one before goes on, and log, history and metrics say so", async () => {
  await activateTooSlow({ PREDICT_HAND_OVER_WITHIN_MS: "2000" });
  await eventually(async () => expect(await stage.metric("model_swaps_given_up_total")).toBe(1), {
    timeoutMs: PATIENCE_MS,
  });
  const [refusal] = await history();
  expect(refusal).toMatch(
    /^gridwatch: activate mean-of-two@2.0.0 refused mean-of-two@2.0.0 has not taken over shard \d+: it has not caught up within 2 s/,
  );
  await eventually(async () => expect(await stage.metric("model_swapping")).toBe(0), { timeoutMs: 10_000 });
  await stage.inUse("1.0.0");
  expect(await stage.metric("model_unusable", { kind: "anomaly", alias: "champion" })).toBe(1);
  expect(await stage.request("POST", "/rollback", { kind: "anomaly", ...by })).toMatchObject({ status: 200 });
  await eventually(async () => {
    expect(await stage.metric("model_unusable", { kind: "anomaly", alias: "champion" })).toBe(0);
  });
  await load.goesOn(PATIENCE_MS, "1.0.0");
  await expectTheFirstAlone();
  expect(await stage.metric("model_swaps_given_up_total")).toBe(1);
}, 180_000);
