import { decodeInsightBatch, insightSubject, shardOf } from "@gridwatch/contracts";
import { connectNats, eventually } from "@gridwatch/testkit";
import { modelPackage, STEP_MS } from "./model-package.fixture.js";
import { healthy, PredictStage, START } from "./predict.fixture.js";

const by = { by: "tester", reason: "try" };

/** Windows scored by one call. */
const BATCH = 8;

/** Of one shard, so that they are scored by the same calls. */
const FLOOD = Array.from({ length: 1_000 }, (_, i) => `flood-${i}`)
  .filter((device) => shardOf(device) === shardOf("prompt"))
  .slice(0, BATCH);

let stage: PredictStage;

beforeAll(async () => {
  stage = await PredictStage.open({
    PREDICT_MIN_WINDOWS_PER_SECOND: "1",
    PREDICT_BATCH_WINDOWS: String(BATCH),
  });
  await stage.use(await modelPackage());
}, 120_000);

afterAll(() => stage.close(), 60_000);

function steps(from: number, to: number) {
  return Array.from({ length: to - from }, (_, i) => {
    return { at: START + (from + i) * STEP_MS, values: healthy(from + i) };
  });
}

/** How long after a reading the insight comes that it leads to, milliseconds, of each of so many. */
async function latencies(device: string, from: number, to: number): Promise<number[]> {
  const nc = await connectNats(stage.nats);
  const arrived = new Map<number, number>();
  nc.subscribe(insightSubject(shardOf(device)), {
    callback: (_, { data }) => {
      for (const insight of decodeInsightBatch(data).insights) {
        if (insight.device === device) arrived.set(insight.at, performance.now());
      }
    },
  });
  await nc.flush();
  const all: number[] = [];
  for (let step = from; step < to; step++) {
    const published = performance.now();
    await stage.publish(device, steps(step, step + 1));
    // A step is concluded when the second one after it has begun.
    const concluded = START + (step - 1) * STEP_MS;
    await eventually(() => expect(arrived.has(concluded)).toBe(true), { timeoutMs: 20_000 });
    all.push((arrived.get(concluded) ?? 0) - published);
  }
  await nc.close();
  return all;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

it("is shed, and the champion says what it has to say as soon as without it", async () => {
  expect(FLOOD).toHaveLength(BATCH);
  await stage.publish("prompt", steps(0, 60));
  const alone = median(await latencies("prompt", 60, 81));
  expect(await stage.upload(await modelPackage({ version: "2.0.0", uselessRows: 500 }))).toMatchObject({
    status: 201,
  });
  const order = { name: "mean-of-two", version: "2.0.0", ...by };
  expect(await stage.request("POST", "/shadow", order)).toMatchObject({ status: 200 });
  await eventually(async () => expect(await stage.metric("shadow_model")).toBe(1), { timeoutMs: 180_000 });
  // What the champion does in a few seconds the shadow has enough of for many minutes.
  for (let round = 0; round < 90; round++) {
    await Promise.all(FLOOD.map((device) => stage.publish(device, steps(20 * round, 20 * (round + 1)))));
  }
  await eventually(async () => expect(await stage.insights(FLOOD.at(-1) ?? "")).toHaveLength(1_798), {
    timeoutMs: 60_000,
  });
  await eventually(
    async () => {
      expect(await stage.metric("shadow_shed_total")).toBeGreaterThan(0);
      expect(await stage.metric("shadow_windows_scored_total")).toBeGreaterThan(0);
    },
    { timeoutMs: 60_000 },
  );
  const beside = median(await latencies("prompt", 81, 102));
  // It was at it all the time.
  expect(await stage.metric("shadow_windows_scored_total")).toBeLessThan(FLOOD.length * 1_500);
  // And the machine is busier than before.
  expect(beside).toBeLessThan(2 * alone + 100);
  // What the champion said waits behind the readings that the shadow was given first.
  await eventually(
    async () => {
      const { body } = await stage.request("GET", "/compare?kind=anomaly");
      expect(body).toMatchObject({ shed: expect.any(Number) });
    },
    { timeoutMs: 180_000, everyMs: 500 },
  );
}, 400_000);
