import { shardOf, TELEMETRY_SHARDS } from "@gridwatch/contracts";
import { eventually, parseMetrics } from "@gridwatch/testkit";
import { modelPackage, STEP_MS } from "./model-package.fixture.js";
import { healthy, PredictStage, START } from "./predict.fixture.js";

const PENDING = "gridwatch_predict_shard_pending_messages";
const OLDEST = "gridwatch_predict_shard_oldest_pending_seconds";

let stage: PredictStage;

beforeAll(async () => {
  stage = await PredictStage.open({ PREDICT_MIN_WINDOWS_PER_SECOND: "1", PREDICT_BATCH_WINDOWS: "8" });
});

afterAll(() => stage.close());

/** What all replicas say, by shard. @throws when two hold the same one */
async function lagBy(metric: string): Promise<Map<string, number>> {
  const lags = new Map<string, number>();
  for (const { url } of stage.replicas) {
    const samples = parseMetrics(await (await fetch(`${url}/metrics`)).text());
    for (const { labels, value } of samples.filter(({ name }) => name === metric)) {
      expect(lags.has(labels["shard"] ?? "")).toBe(false);
      lags.set(labels["shard"] ?? "", value);
    }
  }
  return lags;
}

async function expectNoLag(): Promise<void> {
  await eventually(
    async () => {
      for (const metric of [PENDING, OLDEST]) {
        const lags = await lagBy(metric);
        // Told of whole, for when it is not so.
        expect([...lags].filter(([, lag]) => lag !== 0)).toEqual([]);
        expect([...lags.keys()].map(Number).sort((a, b) => a - b)).toEqual(
          Array.from({ length: TELEMETRY_SHARDS }, (_, shard) => shard),
        );
      }
    },
    { timeoutMs: 60_000, everyMs: 250 },
  );
}

/** Twenty steps in each of so many messages. */
async function publish(device: string, messages: number): Promise<void> {
  for (let message = 0; message < messages; message++) {
    const steps = Array.from({ length: 20 }, (_, i) => 20 * message + i);
    await stage.publish(
      device,
      steps.map((step) => ({ at: START + step * STEP_MS, values: healthy(step) })),
    );
  }
}

describe("the lag of scoring", () => {
  it("is none of every shard, each told of by the replica that holds it, while no model is active", async () => {
    await stage.addReplica();
    await eventually(async () => expect(await stage.metric("shards")).toBe(TELEMETRY_SHARDS / 2));
    await publish("unit-1", 3);
    await expectNoLag();
  }, 90_000);

  it("is what a slow model has not come to, and how old that is, until it has", async () => {
    await stage.use(await modelPackage({ uselessRows: 400 }));
    // Some seconds' worth of it.
    await publish("unit-2", 60);
    const shard = String(shardOf("unit-2"));
    await eventually(async () => expect((await lagBy(PENDING)).get(shard)).toBeGreaterThan(10));
    await eventually(async () => expect((await lagBy(OLDEST)).get(shard)).toBeGreaterThan(1));
    await expectNoLag();
  }, 120_000);

  it("is not known, rather than none, without the backbone", async () => {
    await stage.nats.kill();
    await eventually(async () => expect((await lagBy(OLDEST)).size).toBe(0));
    await stage.nats.restart();
    await expectNoLag();
  }, 90_000);
});
