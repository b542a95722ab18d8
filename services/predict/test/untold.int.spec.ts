import {
  aliasKey,
  MODEL_ALIASES_BUCKET,
  MODEL_EVENT_SUBJECT,
  type ModelAction,
  type ModelAlias,
  type ModelEvent,
  type StoredModel,
} from "@gridwatch/contracts";
import { connectNats, eventually } from "@gridwatch/testkit";
import { jetstream } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import { modelPackage } from "./model-package.fixture.js";
import { PredictStage } from "./predict.fixture.js";

const KEY = aliasKey("anomaly", "champion");
const by = { by: "tester", reason: "try" };
const PATIENT = { timeoutMs: 30_000 };

let stage: PredictStage;
let nc: Awaited<ReturnType<typeof connectNats>>;
let aliases: KV;

beforeAll(async () => {
  stage = await PredictStage.open();
  nc = await connectNats(stage.nats);
  await stage.use(await modelPackage());
  await stage.use(await modelPackage({ version: "1.1.0", bias: 0.1 }), "1.1.0");
  aliases = await new Kvm(nc).open(MODEL_ALIASES_BUCKET.name);
}, 120_000);

afterAll(async () => {
  await nc.close();
  await stage.close();
});

async function history(limit: number): Promise<string[]> {
  const events = (await stage.request("GET", `/history?limit=${limit}`)).body as ModelEvent[];
  return events.map(({ action, model, outcome }) => `${action} ${model} ${outcome}`);
}

async function modelOf(version: string): Promise<ModelAlias> {
  const { models } = (await stage.request("GET", "")).body as { models: StoredModel[] };
  const { name, hash } = models.find((model) => model.version === version) as StoredModel;
  return { name, version, hash };
}

/** What a replica leaves behind that is killed after it changed the alias and before the history told of it. */
async function changeUntold(action: ModelAction, model: ModelAlias): Promise<void> {
  const untold = { v: 1, at: Date.now(), action, kind: "anomaly", model: `${model.name}@${model.version}` };
  await aliases.put(KEY, JSON.stringify({ ...model, untold: { ...untold, ...by, outcome: "done", detail: "" } }));
}

it("leaves nothing to be told when all has gone well", async () => {
  expect((await aliases.get(KEY))?.json()).toEqual(await modelOf("1.1.0"));
  expect(await history(2)).toEqual(["activate mean-of-two@1.1.0 done", "upload mean-of-two@1.1.0 done"]);
});

it("is told by whoever starts next", async () => {
  await changeUntold("activate", await modelOf("1.0.0"));
  await stage.replica.restart();
  await eventually(async () => expect((await history(1))[0]).toBe("activate mean-of-two@1.0.0 done"), PATIENT);
  await eventually(async () => expect((await aliases.get(KEY))?.json()).toEqual(await modelOf("1.0.0")), PATIENT);
  expect((await history(2))[1]).toBe("activate mean-of-two@1.1.0 done");
  await stage.inUse("1.0.0");
}, 60_000);

it("is told by the next change, before that; a deactivation counts from when it was written", async () => {
  await changeUntold("deactivate", await modelOf("1.0.0"));
  await eventually(async () => expect(await stage.metric("model")).toBe(0), PATIENT);
  expect((await stage.request("GET", "")).body).toMatchObject({ aliases: {} });
  expect(await stage.request("POST", "/rollback", { kind: "anomaly", ...by })).toMatchObject({
    status: 200,
    body: { version: "1.0.0" },
  });
  expect(await history(2)).toEqual(["rollback mean-of-two@1.0.0 done", "deactivate mean-of-two@1.0.0 done"]);
}, 60_000);

it("does not make a rollback forget what was the champion, however much was refused since", async () => {
  const event = { v: 1, at: Date.now(), action: "upload", kind: "anomaly", model: "x@1.0.0", ...by };
  const refused = new TextEncoder().encode(JSON.stringify({ ...event, outcome: "refused", detail: "" }));
  const js = jetstream(nc);
  for (let n = 0; n < 1_200; n += 100) {
    await Promise.all(Array.from({ length: 100 }, () => js.publish(MODEL_EVENT_SUBJECT, refused)));
  }
  expect(await stage.request("POST", "/rollback", { kind: "anomaly", ...by })).toMatchObject({
    status: 200,
    body: { version: "1.1.0" },
  });
}, 60_000);
