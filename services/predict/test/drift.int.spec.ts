import { type ModelDrift, TELEMETRY_SHARDS } from "@gridwatch/contracts";
import { eventually, readMetric } from "@gridwatch/testkit";
import { modelPackage, STEP_MS } from "./model-package.fixture.js";
import { healthy, PredictStage, START } from "./predict.fixture.js";

/** What no unit scores before: window and learning. */
const UNSCORED = 30;
const STEPS = 700;
const DEVICES = ["unit-0", "unit-1", "unit-2", "unit-3"];

let stage: PredictStage;

/** Quarters of what healthy units show, normalised. */
function quarters(values: number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const edges = [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)] ?? 0);
  return { edges, shares: [0.25, 0.25, 0.25, 0.25] };
}

const shown = Array.from({ length: 5_000 }, (_, step) => healthy(step));
const distribution = {
  inputs: [
    quarters(shown.map(({ input_voltage = 0 }) => input_voltage - 230)),
    quarters(shown.map(({ input_current = 0 }) => input_current - 10)),
  ],
  score: { edges: [0.25], shares: [0.9, 0.1] },
};

function described(version: string): Promise<Uint8Array> {
  const instant = "2026-01-01T00:00:00Z";
  const training = { data: "healthy units", rows: 5_000, from: instant, until: instant, seed: 1, command: "none" };
  return modelPackage({ version, manifest: { training: { ...training, distribution } } });
}

/** Of each unit so many steps, `shift` volts above what is usual. */
async function publishSteps(from: number, to: number, shift: number): Promise<void> {
  for (const device of DEVICES) {
    const readings = Array.from({ length: to - from }, (_, i) => {
      const { input_voltage = 0, input_current = 0 } = healthy(from + i);
      const values = { input_voltage: input_voltage + shift, input_current };
      return { at: START + (from + i) * STEP_MS, values };
    });
    await stage.publish(device, readings);
  }
}

function drift(check: (drift: ModelDrift) => void): Promise<ModelDrift> {
  return eventually(
    async () => {
      const { status, body } = await stage.request("GET", "/drift");
      expect(status).toBe(200);
      check(body as ModelDrift);
      return body as ModelDrift;
    },
    { timeoutMs: 60_000 },
  );
}

async function ofBoth(metric: string): Promise<number> {
  const own = await Promise.all(stage.replicas.map(({ url }) => readMetric(url, `gridwatch_predict_${metric}`)));
  return own.reduce((sum, of) => sum + of);
}

async function scoredSteps(): Promise<number> {
  const all = (await stage.insightsByDevice()).values();
  return [...all].flat().filter(({ score }) => score !== undefined).length;
}

beforeAll(async () => {
  stage = await PredictStage.open();
});

afterAll(() => stage.close());

describe("drift", () => {
  it("is of no model while there is no champion", async () => {
    expect(await stage.request("GET", "/drift")).toMatchObject({ status: 404 });
  });

  it("is not known at first, and small when units show what the training part did", async () => {
    await stage.use(await described("1.0.0"));
    const first = await drift(() => undefined);
    expect(first).toMatchObject({ name: "mean-of-two", version: "1.0.0", steps: 0, score: { psi: null } });
    await publishSteps(0, STEPS, 0);
    const { inputs, steps, replicas } = await drift(({ steps }) => {
      expect(steps).toBeGreaterThan(DEVICES.length * (STEPS - UNSCORED));
    });
    expect(replicas).toBe(1);
    expect(inputs.map(({ feature }) => feature)).toEqual(["input_voltage", "input_current"]);
    for (const { psi } of inputs) expect(psi).toBeLessThan(0.1);
    expect(steps).toBe(await scoredSteps());
    expect(await stage.metric("drift_psi", { feature: "input_voltage" })).toBeLessThan(0.1);
    expect(await stage.metric("drift_score_psi")).toBeGreaterThanOrEqual(0);
    expect(await stage.metric("drift_steps")).toBe(steps);
  });

  it("is large of the input that has moved, and of that alone", async () => {
    await publishSteps(STEPS, 3 * STEPS, 3);
    const { inputs } = await drift(({ steps }) => {
      expect(steps).toBeGreaterThan(DEVICES.length * (3 * STEPS - UNSCORED));
    });
    expect(inputs[0]?.psi).toBeGreaterThan(0.25);
    expect(inputs[1]?.psi).toBeLessThan(0.1);
    expect(await stage.metric("drift_psi", { feature: "input_voltage" })).toBeGreaterThan(0.25);
  });

  it("begins anew with another model, and is the sum of two replicas then", async () => {
    const second = await stage.addReplica();
    await eventually(async () => expect(await readMetric(second.url, "gridwatch_predict_shards")).toBe(8), {
      timeoutMs: 60_000,
    });
    await stage.use(await described("1.1.0"), "1.1.0");
    // Until then the model before goes on.
    await eventually(async () => expect(await ofBoth("model_swaps_total")).toBe(TELEMETRY_SHARDS), {
      timeoutMs: 60_000,
    });
    await drift(({ version, replicas, steps }) => {
      expect({ version, replicas, steps }).toEqual({ version: "1.1.0", replicas: 2, steps: 0 });
    });
    await publishSteps(3 * STEPS, 4 * STEPS, 0);
    const { inputs, steps } = await drift(({ steps }) => {
      expect(steps).toBeGreaterThan(DEVICES.length * (STEPS - UNSCORED));
    });
    expect(await ofBoth("drift_steps")).toBe(steps);
    for (const { psi } of inputs) expect(psi).toBeLessThan(0.1);
  }, 180_000);
});
