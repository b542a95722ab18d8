import { INSIGHTS_STREAM, shardOf } from "@gridwatch/contracts";
import { eventually, readMetric, readStream } from "@gridwatch/testkit";
import { modelPackage } from "./model-package.fixture.js";
import { PredictStage } from "./predict.fixture.js";
import { SteppedLoad } from "./stepped-load.fixture.js";

const DEVICES = Array.from({ length: 12 }, (_, i) => `unit-${i}`);

/** From the last that one replica said of a shard to the first that another says: a lease runs out within 6 s, shares are looked at every second, and the shard is read back. */
const TAKE_OVER_MS = 10_000;

/** For what takes a while on a busy machine, of which polling is the larger part. */
const PATIENCE_MS = 60_000;

let stage: PredictStage;
let load: SteppedLoad;

beforeEach(async () => {
  stage = await PredictStage.open();
  await stage.use(await modelPackage());
  load = new SteppedLoad(stage, DEVICES);
});

afterEach(async () => {
  await load.stop();
  await stage.close();
});

async function shardsOf(url: string): Promise<number> {
  return readMetric(url, "gridwatch_predict_shards");
}

/** The longest time for which nothing was said of a shard under load, by the server's clock. */
async function longestSilenceMs(): Promise<number> {
  const lastOf = new Map<string, number>();
  let longest = 0;
  for (const { subject, at } of await readStream(stage.nats, INSIGHTS_STREAM.name)) {
    longest = Math.max(longest, at - (lastOf.get(subject) ?? at));
    lastOf.set(subject, at);
  }
  return longest;
}

it("scores every step once when a second replica joins, one is killed, and one leaves", async () => {
  expect(new Set(DEVICES.map(shardOf)).size).toBeGreaterThan(4);
  await load.goesOn(PATIENCE_MS);
  const second = await stage.addReplica();
  await eventually(async () => expect(await shardsOf(second.url)).toBe(8), { timeoutMs: PATIENCE_MS });
  await load.goesOn(PATIENCE_MS);
  await second.kill();
  await load.goesOn(PATIENCE_MS);
  await eventually(async () => expect(await shardsOf(stage.replica.url)).toBe(16), { timeoutMs: PATIENCE_MS });
  await second.restart();
  await eventually(async () => expect(await shardsOf(second.url)).toBe(8), { timeoutMs: 30_000 });
  await second.stop();
  await load.goesOn(PATIENCE_MS);
  await load.everyStepOnce();
  expect(await longestSilenceMs()).toBeLessThan(TAKE_OVER_MS);
}, 180_000);

it("scores every step once, by the one model or the other, when models are swapped and rolled back under load", async () => {
  await load.goesOn(PATIENCE_MS);
  for (const version of ["1.1.0", "1.2.0"]) {
    await stage.use(await modelPackage({ version, bias: version === "1.1.0" ? 0.05 : 0 }), version);
    await load.goesOn(PATIENCE_MS, version);
  }
  const order = { kind: "anomaly", by: "tester", reason: "try" };
  expect(await stage.request("POST", "/rollback", order)).toMatchObject({ status: 200, body: { version: "1.1.0" } });
  await load.goesOn(PATIENCE_MS, "1.1.0");
  const insights = await load.everyStepOnce();
  for (const found of insights.values()) {
    const versions = found.map(({ model }) => model?.version);
    // Each model begins where the one before ends, and none comes back but by the roll-back.
    const turns = versions.filter((version, step) => version !== versions[step - 1]);
    expect(turns).toEqual(["1.0.0", "1.1.0", "1.2.0", "1.1.0"]);
  }
  expect(await stage.metric("swap_pause_longest_seconds")).toBeGreaterThan(0);
}, 120_000);

it("goes on where it was when the backbone comes back", async () => {
  await load.goesOn(PATIENCE_MS);
  await stage.nats.restart();
  await load.goesOn(PATIENCE_MS);
  await load.everyStepOnce();
}, 120_000);
