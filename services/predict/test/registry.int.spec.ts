import { MODEL_PACKAGES_STORE, type StoredModel, shardOf } from "@gridwatch/contracts";
import { connectNats, eventually } from "@gridwatch/testkit";
import { Objm } from "@nats-io/obj";
import { modelPackage, STEP_MS } from "./model-package.fixture.js";
import { healthy, PredictStage, START } from "./predict.fixture.js";
import { riskPackage } from "./risk-package.fixture.js";

let stage: PredictStage;

beforeAll(async () => {
  stage = await PredictStage.open();
});

afterAll(() => stage.close());

const by = { by: "tester", reason: "try" };
/** A unit of the same shard, whose messages are read in order. */
function neighbourOf(device: string): string {
  for (let n = 1; ; n++) if (shardOf(`${device}-${n}`) === shardOf(device)) return `${device}-${n}`;
}

const champion = async () => ((await stage.request("GET", "")).body as { aliases: Record<string, unknown> }).aliases;

describe("models", () => {
  it("are none at first, and nothing is scored", async () => {
    const body = { models: [], aliases: {}, changesAllowed: true };
    expect(await stage.request("GET", "")).toEqual({ status: 200, body });
    expect(await stage.metric("model")).toBe(0);
  });

  it("are none: each unit that reports is told so once, and readings of before are not scored later", async () => {
    const at = (step: number) => START + step * STEP_MS;
    // What was published before the service follows the shard is past.
    await eventually(
      async () => {
        await stage.publish("unwatched", [{ at: at(0), values: healthy(0) }]);
        expect(await stage.insights("unwatched")).toHaveLength(1);
      },
      { timeoutMs: 30_000, everyMs: 500 },
    );
    expect(await stage.insights("unwatched")).toEqual([{ v: 1, device: "unwatched", at: at(0), reason: "OFF" }]);
    for (let step = 1; step < 20; step++) await stage.publish("unwatched", [{ at: at(step), values: healthy(step) }]);
    const neighbour = neighbourOf("unwatched");
    await stage.publish(neighbour, [{ at: at(20), values: healthy(20) }]);
    await eventually(async () =>
      expect(await stage.insights(neighbour)).toEqual([{ v: 1, device: neighbour, at: at(20), reason: "OFF" }]),
    );
    expect(await stage.insights("unwatched")).toHaveLength(1);
  });

  it("come through the gates, each of which says what it saw", async () => {
    const { status, body } = await stage.upload(await modelPackage());
    expect(status).toBe(201);
    const { model, gates } = body as { model: object; gates: { gate: string; passed: boolean }[] };
    expect(model).toMatchObject({ name: "mean-of-two", version: "1.0.0", kind: "anomaly", window: 4 });
    expect(gates.map(({ gate }) => gate)).toEqual(expect.arrayContaining(["golden", "finite", "responds", "speed"]));
    expect(gates.every(({ passed }) => passed)).toBe(true);
    expect(await champion()).toEqual({});
  });

  it("can be uploaded again as they are, and not under the same version with other contents", async () => {
    // Nor does an upload take a reason.
    expect(await stage.request("POST", "?by=tester", await modelPackage())).toMatchObject({ status: 201 });
    expect((await stage.request("GET", "/history?limit=1")).body).toMatchObject([{ outcome: "done", reason: "" }]);
    const other = await stage.upload(await modelPackage({ bias: 0.5 }));
    expect(other).toMatchObject({ status: 409, body: { detail: expect.stringContaining("raise the version") } });
  });

  it.each([
    ["that is no archive", async () => new TextEncoder().encode("rubbish"), 422],
    [
      "whose golden pair is not what the model answers",
      () => modelPackage({ version: "2.0.0", goldenOutput: [9, 9] }),
      422,
    ],
    [
      "whose manifest lies about its features",
      () => modelPackage({ version: "2.0.0", manifest: { features: [] } }),
      422,
    ],
    ["whose answers are not finite", () => modelPackage({ version: "2.0.0", bias: Number.NaN }), 422],
  ])("are refused when it is one %s, and leave a trace", async (_, make, status) => {
    const before = ((await stage.request("GET", "/history")).body as unknown[]).length;
    const failures = await stage.metric("gate_failures_total");
    const answer = await stage.upload(await make());
    expect(await stage.metric("gate_failures_total")).toBe(failures + 1);
    const named = { detail: expect.any(String), gate: expect.any(String), figures: expect.any(Object) };
    expect(answer).toMatchObject({ status, body: named });
    const history = (await stage.request("GET", "/history")).body as object[];
    expect(history).toHaveLength(before + 1);
    expect(history[0]).toMatchObject({ action: "upload", outcome: "refused", by: "tester" });
    expect((await stage.request("GET", "")).body).toMatchObject({ models: [{ version: "1.0.0" }] });
  });

  it("are refused when they forecast from features that nobody knows, which are named", async () => {
    const features = [
      { name: "moon_phase", unit: "" },
      { name: "current_unbalance", unit: "%" },
    ];
    const answer = await stage.upload(await riskPackage({ features }));
    expect(answer).toMatchObject({ status: 422, body: { gate: "manifest" } });
    expect(JSON.stringify(answer.body)).toContain("unknown features: moon_phase");
  });

  it("cannot be activated unless they are there, nor without a reason", async () => {
    const missing = { name: "mean-of-two", version: "7.0.0", ...by };
    expect(await stage.request("POST", "/activate", missing)).toMatchObject({ status: 404 });
    const silent = { name: "mean-of-two", version: "1.0.0", by: "tester" };
    expect(await stage.request("POST", "/activate", silent)).toMatchObject({ status: 400 });
    expect(await stage.request("POST", "/rollback", { kind: "anomaly", ...by })).toMatchObject({ status: 409 });
    expect((await stage.request("GET", "/history?limit=2")).body).toMatchObject([
      { action: "rollback", model: "", outcome: "refused", detail: "no anomaly model was the champion before" },
      { action: "activate", model: "mean-of-two@7.0.0", outcome: "refused" },
    ]);
  });

  it("go into use, back out of it, and say so to everybody who is watched", async () => {
    await stage.use(await modelPackage());
    expect(await champion()).toMatchObject({ "anomaly.champion": { name: "mean-of-two", version: "1.0.0" } });
    await stage.use(await modelPackage({ version: "1.1.0", bias: 0.1 }), "1.1.0");
    expect(await stage.request("POST", "/rollback", { kind: "anomaly", ...by })).toMatchObject({
      status: 200,
      body: { version: "1.0.0" },
    });
    await stage.inUse("1.0.0");
    const readings = Array.from({ length: 10 }, (_, step) => ({ at: START + step * STEP_MS, values: healthy(step) }));
    await stage.publish("watched", readings);
    await eventually(async () => expect(await stage.insights("watched")).toHaveLength(8), { timeoutMs: 10_000 });
    // Of the time without a model.
    expect((await stage.insights("unwatched")).map(({ reason }) => reason)).toEqual(["OFF"]);
    expect(await stage.request("POST", "/deactivate", { kind: "anomaly", ...by })).toMatchObject({ status: 204 });
    await eventually(async () => expect((await stage.insights("watched")).at(-1)).toMatchObject({ reason: "OFF" }));
    expect(await champion()).toEqual({});
    // Nor is it told again to who knows it.
    await stage.publish("watched", [{ at: START + 10 * STEP_MS, values: healthy(10) }]);
    const newcomer = neighbourOf("watched");
    await stage.publish(newcomer, [{ at: START, values: healthy(0) }]);
    await eventually(async () => expect((await stage.insights(newcomer)).at(-1)).toMatchObject({ reason: "OFF" }));
    expect((await stage.insights("watched")).filter(({ reason }) => reason === "OFF")).toHaveLength(1);
    const history = (await stage.request("GET", "/history?limit=4")).body as { action: string; model: string }[];
    expect(history.map(({ action, model }) => `${action} ${model}`)).toEqual([
      "deactivate mean-of-two@1.0.0",
      "rollback mean-of-two@1.0.0",
      "activate mean-of-two@1.1.0",
      "upload mean-of-two@1.1.0",
    ]);
  });

  it.each([
    ["another package's", "hash", () => modelPackage({ version: "9.0.0" })],
    ["those of no package", "package", async () => new TextEncoder().encode("rubbish")],
  ])("are refused where their bytes have become %s, and the champion goes on", async (_, gate, broken) => {
    const unit = `unit-behind-the-gate-${gate}`;
    const order = { name: "mean-of-two", ...by };
    const step = (n: number) => [{ at: START + n * STEP_MS, values: healthy(n) }];
    await stage.use(await modelPackage({ version: "1.1.0", bias: 0.1 }), "1.1.0");
    await stage.use(await modelPackage());
    for (let n = 0; n < 10; n++) await stage.publish(unit, step(n));
    await eventually(async () => expect(await stage.insights(unit)).toHaveLength(8), { timeoutMs: 10_000 });
    const nc = await connectNats(stage.nats);
    try {
      const { models } = (await stage.request("GET", "")).body as { models: StoredModel[] };
      const hash = models.find(({ version }) => version === "1.1.0")?.hash ?? "";
      const objects = await new Objm(nc).open(MODEL_PACKAGES_STORE);
      expect(await objects.info(hash)).not.toBeNull();
      await objects.putBlob({ name: hash }, await broken());
    } finally {
      await nc.close();
    }
    const refusal = { status: 422, body: { gate, detail: expect.any(String) } };
    expect(await stage.request("POST", "/activate", { ...order, version: "1.1.0" })).toMatchObject(refusal);
    expect(await stage.request("POST", "/rollback", { kind: "anomaly", ...by })).toMatchObject(refusal);
    expect(await champion()).toMatchObject({ "anomaly.champion": { version: "1.0.0" } });
    for (let n = 10; n < 20; n++) await stage.publish(unit, step(n));
    await eventually(async () => expect(await stage.insights(unit)).toHaveLength(18), { timeoutMs: 10_000 });
    const versions = (await stage.insights(unit)).map(({ model }) => model?.version);
    expect(new Set(versions)).toEqual(new Set(["1.0.0"]));
    expect((await stage.request("GET", "/history?limit=2")).body).toMatchObject([
      { action: "rollback", model: "mean-of-two@1.1.0", outcome: "refused" },
      { action: "activate", model: "mean-of-two@1.1.0", outcome: "refused" },
    ]);
  });

  it("can be changed by nobody unless that is switched on, nor by a page of another origin", async () => {
    const response = await fetch(`${stage.replica.url}/api/v1/models/deactivate`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "https://elsewhere.example" },
      body: JSON.stringify({ kind: "anomaly", ...by }),
    });
    expect(response.status).toBe(403);
    const closed = await PredictStage.open({ PREDICT_ALLOW_CHANGES: "false" });
    try {
      expect(await closed.upload(await modelPackage())).toMatchObject({ status: 403 });
      expect(await closed.request("GET", "")).toMatchObject({ status: 200 });
    } finally {
      await closed.close();
    }
  });
});

it("describes every route about models, its answer and its problems", async () => {
  const { status, body } = await stage.request("GET", "/docs-json");
  expect(status).toBe(200);
  const { paths, components } = body as {
    paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, unknown> }> }>>;
    components: { schemas: Record<string, unknown> };
  };
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({ route: `${method} ${path}`, responses })),
  );
  expect(routes.map(({ route }) => route).sort()).toEqual([
    "get /api/v1/models",
    "get /api/v1/models/compare",
    "get /api/v1/models/drift",
    "get /api/v1/models/history",
    "post /api/v1/models",
    "post /api/v1/models/activate",
    "post /api/v1/models/deactivate",
    "post /api/v1/models/rollback",
    "post /api/v1/models/shadow",
    "post /api/v1/models/shadow/clear",
  ]);
  for (const { route, responses } of routes) {
    const [done] = Object.keys(responses);
    expect({ route, done }).toEqual({ route, done: expect.stringMatching(/^20[014]$/) });
    expect({ route, described: done === "204" || responses[done ?? ""]?.content !== undefined }).toEqual({
      route,
      described: true,
    });
    if (route.startsWith("post"))
      expect(Object.keys(responses["403"]?.content ?? {})).toEqual(["application/problem+json"]);
  }
  expect(Object.keys(components.schemas)).toEqual(
    expect.arrayContaining(["ModelRegistryAnswer", "ModelComparisonAnswer", "ModelDriftAnswer", "Problem"]),
  );
});
