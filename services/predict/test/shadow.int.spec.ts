import { readFile } from "node:fs/promises";
import { aliasKey, MODEL_ALIASES_BUCKET, type ModelComparison } from "@gridwatch/contracts";
import { connectNats, eventually } from "@gridwatch/testkit";
import { Kvm } from "@nats-io/kv";
import { modelPackage, STEP_MS } from "./model-package.fixture.js";
import { healthy, PredictStage, START } from "./predict.fixture.js";
import { riskPackage } from "./risk-package.fixture.js";

const by = { by: "tester", reason: "try" };

let stage: PredictStage;

beforeAll(async () => {
  stage = await PredictStage.open();
  await stage.use(await modelPackage());
});

afterAll(() => stage.close());

async function putInShadow(version: string): Promise<void> {
  const order = { name: "mean-of-two", version, ...by };
  expect(await stage.request("POST", "/shadow", order)).toMatchObject({ status: 200, body: { version } });
  await inShadow(version);
}

/** A unit's readings with a sag that the champion finds. */
function sagging() {
  return Array.from({ length: 130 }, (_, step) => {
    const sag = step >= 80 && step < 90 ? { input_voltage: 190 + 10 * (step % 2) } : {};
    return { at: START + step * STEP_MS + 100, values: { ...healthy(step), ...sag } };
  });
}

/** Processes that it has started, without those that have ended. */
async function childrenOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return children.split(" ").filter(Boolean).map(Number);
}

/** Resolves when the replica's shadow is that one. */
function inShadow(version: string): Promise<void> {
  return eventually(async () => expect(await stage.metric("shadow_model", { version })).toBe(1), { timeoutMs: 30_000 });
}

function compare(check: (comparison: ModelComparison) => void): Promise<ModelComparison> {
  return eventually(
    async () => {
      const { status, body } = await stage.request("GET", "/compare?kind=anomaly");
      expect(status).toBe(200);
      check(body as ModelComparison);
      return body as ModelComparison;
    },
    { timeoutMs: 20_000 },
  );
}

describe("a shadow", () => {
  it("is none at first, and there is nothing to compare", async () => {
    expect(await stage.request("GET", "/compare?kind=anomaly")).toMatchObject({ status: 404 });
    expect(await stage.metric("shadow_model")).toBe(0);
  });

  it("is no failure forecast, of which it is said why", async () => {
    expect(await stage.upload(await riskPackage())).toMatchObject({ status: 201 });
    const order = { name: "unbalance-risk", version: "1.0.0", ...by };
    const detail = expect.stringContaining("no failure-risk model can be a shadow");
    expect(await stage.request("POST", "/shadow", order)).toMatchObject({ status: 422, body: { detail } });
    const { aliases } = (await stage.request("GET", "")).body as { aliases: object };
    expect(aliases).not.toHaveProperty(["failure-risk.shadow"]);
    expect((await stage.request("GET", "/history?limit=1")).body).toMatchObject([
      { action: "shadow", kind: "failure-risk", model: "unbalance-risk@1.0.0", outcome: "refused", detail },
    ]);
  });

  it("scores the same steps beside the champion, and nobody hears of it but who compares", async () => {
    await stage.upload(await modelPackage({ version: "1.9.0", manifest: { author: "another" } }));
    await putInShadow("1.9.0");
    await stage.publish("twin", sagging());
    const { steps, ...comparison } = await compare(({ steps: { bothNormal } }) =>
      expect(bothNormal).toBeGreaterThan(50),
    );
    const insights = await stage.insights("twin");
    const scored = insights.filter(({ score }) => score !== undefined);
    const abnormal = scored.filter(({ score = 0, threshold = 1 }) => score >= threshold).length;
    expect(abnormal).toBeGreaterThan(0);
    const bothNormal = scored.length - abnormal;
    expect(steps).toEqual({ bothNormal, bothAbnormal: abnormal, onlyChampion: 0, onlyShadow: 0, notBoth: 0 });
    expect(comparison).toMatchObject({ replicas: 1, shed: 0, agreement: 1, loneAnomalies: [] });
    expect(comparison.champion).toMatchObject({ name: "mean-of-two", version: "1.0.0" });
    expect(comparison.shadow).toMatchObject({ name: "mean-of-two", version: "1.9.0" });
    for (const { scores, windows, seconds } of [comparison.champion, comparison.shadow]) {
      expect(scores.reduce((sum, n) => sum + n)).toBe(scored.length);
      expect(windows).toBeGreaterThanOrEqual(scored.length);
      expect(seconds).toBeGreaterThan(0);
    }
    // The same weights, in another package.
    expect(comparison.shadow.scores).toEqual(comparison.champion.scores);
    expect(new Set(insights.map(({ model }) => model?.version))).toEqual(new Set(["1.0.0"]));
    expect(insights).toHaveLength(128);
    expect(await stage.metric("shadow_steps_total", { found: "bothNormal" })).toBe(bothNormal);
  });

  it("is compared anew when it is another one, down to the anomalies that one of both did not raise", async () => {
    await stage.upload(await modelPackage({ version: "2.0.0", manifest: { threshold: 1 } }));
    await putInShadow("2.0.0");
    await stage.publish("sagging", sagging());
    const { steps, loneAnomalies, champion, agreement } = await compare(({ steps: { bothNormal } }) => {
      expect(bothNormal).toBeGreaterThan(50);
    });
    expect(steps.onlyChampion).toBeGreaterThan(0);
    expect(agreement).toBeLessThan(1);
    const opened = (await stage.insights("sagging")).find(({ event }) => event?.end !== undefined)?.event;
    expect(champion.loneAnomalies).toBe(1);
    expect(loneAnomalies).toEqual([
      {
        ...{ by: "champion", device: "sagging", start: opened?.start, end: opened?.end },
        ...{ peak: opened?.peak, signal: "input_voltage" },
      },
    ]);
  });

  it("begins anew when its process ends, and the champion does not notice", async () => {
    const [shadow] = await childrenOf(stage.replica.pid);
    process.kill(shadow as number, "SIGKILL");
    await stage.publish("unmoved", sagging());
    await eventually(async () => expect(await stage.insights("unmoved")).toHaveLength(128), { timeoutMs: 10_000 });
    await eventually(
      async () => {
        const children = await childrenOf(stage.replica.pid);
        expect(children).toHaveLength(1);
        expect(children).not.toContain(shadow);
      },
      { timeoutMs: 20_000 },
    );
    await inShadow("2.0.0");
  });

  it("becomes the champion by being activated, and is in nobody's shadow then", async () => {
    const order = { name: "mean-of-two", version: "2.0.0", ...by };
    expect(await stage.request("POST", "/activate", order)).toMatchObject({ status: 200 });
    await stage.inUse("2.0.0");
    await eventually(async () => expect(await stage.metric("shadow_model")).toBe(0));
    const { aliases } = (await stage.request("GET", "")).body as { aliases: object };
    expect(aliases).toMatchObject({ "anomaly.champion": { version: "2.0.0" } });
    expect(aliases).not.toHaveProperty(["anomaly.shadow"]);
    expect((await stage.request("GET", "/history?limit=1")).body).toMatchObject([
      { action: "activate", outcome: "done", detail: "from the shadow" },
    ]);
    expect(await stage.request("GET", "/compare?kind=anomaly")).toMatchObject({ status: 404 });
    await eventually(async () => expect(await childrenOf(stage.replica.pid)).toEqual([]));
  });

  it("is taken away by one request", async () => {
    await putInShadow("1.9.0");
    expect(await stage.request("POST", "/shadow/clear", { kind: "anomaly", ...by })).toMatchObject({ status: 204 });
    await eventually(async () => expect(await stage.metric("shadow_model")).toBe(0));
    expect((await stage.request("GET", "/history?limit=1")).body).toMatchObject([
      { action: "deactivate", model: "mean-of-two@1.9.0", detail: "shadow" },
    ]);
  });

  it("is left as it is where it cannot be read, and the history says so of the champion that was activated", async () => {
    const nc = await connectNats(stage.nats);
    try {
      const bucket = await new Kvm(nc).open(MODEL_ALIASES_BUCKET.name);
      await bucket.put(aliasKey("anomaly", "shadow"), "no JSON");
      const order = { name: "mean-of-two", version: "1.9.0", ...by };
      expect(await stage.request("POST", "/activate", order)).toMatchObject({ status: 200 });
      await stage.inUse("1.9.0");
      expect((await stage.request("GET", "/history?limit=1")).body).toMatchObject([
        { action: "activate", outcome: "done", detail: expect.stringContaining("the shadow was left as it is: ") },
      ]);
      await bucket.delete(aliasKey("anomaly", "shadow"));
    } finally {
      await nc.close();
    }
  });
});
