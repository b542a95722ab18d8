import { setTimeout as delay } from "node:timers/promises";
import { INSIGHTS_STREAM, type Insight, shardOf } from "@gridwatch/contracts";
import { eventually, readMetric, readStream } from "@gridwatch/testkit";
import { modelPackage, STEP_MS } from "./model-package.fixture.js";
import { healthy, PredictStage, START } from "./predict.fixture.js";

const DEVICES = Array.from({ length: 12 }, (_, i) => `unit-${i}`);

/** From the last that one replica said of a shard to the first that another says: a lease runs out within 6 s, shares are looked at every second, and the shard is read back. */
const TAKE_OVER_MS = 10_000;

/** For what takes a while on a busy machine, of which polling is the larger part. */
const PATIENCE_MS = 60_000;

let stage: PredictStage;
let publishing: Promise<void>;
let published = 0;
let stop = false;

/** Each device's next step, one message of each about every 20 ms. */
async function publish(): Promise<void> {
  while (!stop) {
    const at = START + published * STEP_MS;
    for (const device of DEVICES) await stage.publish(device, [{ at, values: healthy(published) }]);
    published++;
    await delay(20);
  }
}

beforeEach(async () => {
  published = 0;
  stop = false;
  stage = await PredictStage.open();
  await stage.use(await modelPackage());
  publishing = publish();
});

afterEach(async () => {
  stop = true;
  await publishing;
  await stage.close();
});

/** Ends the load, and expects that of every device each step was concluded once, in order, up to the last. */
async function expectEveryStepOnce(): Promise<Map<string, Insight[]>> {
  stop = true;
  await publishing;
  const last = START + (published - 2) * STEP_MS;
  const all = await eventually(
    async () => {
      const found = await stage.insightsByDevice();
      for (const device of DEVICES) expect(found.get(device)?.at(-1)?.at).toBe(last);
      return found;
    },
    { timeoutMs: 30_000 },
  );
  for (const insights of all.values()) {
    const first = insights[0]?.at ?? 0;
    expect(insights.map(({ at }) => at)).toEqual(insights.map((_, i) => first + i * STEP_MS));
  }
  return all;
}

async function shardsOf(url: string): Promise<number> {
  return readMetric(url, "gridwatch_predict_shards");
}

/** Resolves when every device's newest insight is of after now, and by that version if one is given. */
async function everyDeviceGoesOn(timeoutMs: number, version?: string): Promise<void> {
  const now = START + published * STEP_MS;
  await eventually(
    async () => {
      const found = await stage.insightsByDevice();
      for (const device of DEVICES) {
        const newest = found.get(device)?.at(-1);
        expect(newest?.at ?? 0).toBeGreaterThan(now);
        if (version !== undefined) expect(newest?.model?.version).toBe(version);
      }
    },
    { timeoutMs },
  );
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
  await everyDeviceGoesOn(PATIENCE_MS);
  const second = await stage.addReplica();
  await eventually(async () => expect(await shardsOf(second.url)).toBe(8), { timeoutMs: PATIENCE_MS });
  await everyDeviceGoesOn(PATIENCE_MS);
  await second.kill();
  await everyDeviceGoesOn(PATIENCE_MS);
  await eventually(async () => expect(await shardsOf(stage.replica.url)).toBe(16), { timeoutMs: PATIENCE_MS });
  await second.restart();
  await eventually(async () => expect(await shardsOf(second.url)).toBe(8), { timeoutMs: 30_000 });
  await second.stop();
  await everyDeviceGoesOn(PATIENCE_MS);
  await expectEveryStepOnce();
  expect(await longestSilenceMs()).toBeLessThan(TAKE_OVER_MS);
}, 180_000);

it("scores every step once, by the one model or the other, when models are swapped and rolled back under load", async () => {
  await everyDeviceGoesOn(PATIENCE_MS);
  for (const version of ["1.1.0", "1.2.0"]) {
    await stage.use(await modelPackage({ version, bias: version === "1.1.0" ? 0.05 : 0 }), version);
    await everyDeviceGoesOn(PATIENCE_MS, version);
  }
  const order = { kind: "anomaly", by: "tester", reason: "try" };
  expect(await stage.request("POST", "/rollback", order)).toMatchObject({ status: 200, body: { version: "1.1.0" } });
  await everyDeviceGoesOn(PATIENCE_MS, "1.1.0");
  const insights = await expectEveryStepOnce();
  for (const found of insights.values()) {
    const versions = found.map(({ model }) => model?.version);
    // Each model begins where the one before ends, and none comes back but by the roll-back.
    const turns = versions.filter((version, step) => version !== versions[step - 1]);
    expect(turns).toEqual(["1.0.0", "1.1.0", "1.2.0", "1.1.0"]);
  }
  expect(await stage.metric("swap_pause_longest_seconds")).toBeGreaterThan(0);
}, 120_000);

it("goes on where it was when the backbone comes back", async () => {
  await everyDeviceGoesOn(PATIENCE_MS);
  await stage.nats.restart();
  await everyDeviceGoesOn(PATIENCE_MS);
  await expectEveryStepOnce();
}, 120_000);
