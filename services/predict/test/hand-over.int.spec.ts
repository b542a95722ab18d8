import { type Insight, SHARD_STATES_STORE, shardOf, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { connectNats, eventually } from "@gridwatch/testkit";
import { jetstreamManager } from "@nats-io/jetstream";
import { Objm } from "@nats-io/obj";
import type { ShardState } from "../src/scoring/shard-states.js";
import { modelPackage, STEP_MS } from "./model-package.fixture.js";
import { healthy, PredictStage, START } from "./predict.fixture.js";

const UNIT = "unit";
const LEARNED = 60;
/** Before what was kept: enough for a window, far fewer than a unit is learned from, and none of when the anomaly began. */
const WINDOW_MESSAGES = 12;
const PATIENT = { timeoutMs: 30_000 };

let stage: PredictStage;
let nc: Awaited<ReturnType<typeof connectNats>>;
let step = 0;

/** A unit of the same shard. */
function neighbourOf(device: string): string {
  for (let n = 1; ; n++) if (shardOf(`${device}-${n}`) === shardOf(device)) return `${device}-${n}`;
}

/** The voltage sags and sways. */
async function publish(until: number): Promise<void> {
  for (; step < until; step++) {
    const sag = step >= LEARNED ? { input_voltage: 190 + 10 * (step % 2) } : {};
    await stage.publish(UNIT, [{ at: START + step * STEP_MS, values: { ...healthy(step), ...sag } }]);
  }
}

async function kept(): Promise<ShardState | undefined> {
  const objects = await new Objm(nc).open(SHARD_STATES_STORE, false).catch(() => undefined);
  const bytes = await objects?.getBlob(String(shardOf(UNIT))).catch(() => null);
  return bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as ShardState) : undefined;
}

async function begin(env: Record<string, string>): Promise<void> {
  step = 0;
  stage = await PredictStage.open(env);
  nc = await connectNats(stage.nats);
  await stage.use(await modelPackage());
  await publish(LEARNED + 10);
  await eventually(async () => expect((await stage.insights(UNIT)).at(-1)?.reason).toBe("ANOMALY"), PATIENT);
}

afterEach(async () => {
  await nc.close();
  await stage.close();
});

/** A step is concluded when the second one after it has begun. */
function everythingSaid(): Promise<Insight[]> {
  return eventually(async () => {
    const said = await stage.insights(UNIT);
    expect(said.at(-1)?.at).toBe(START + (step - 2) * STEP_MS);
    return said;
  }, PATIENT);
}

/** Takes from the stream what the anomaly began with, has another process take over, and expects that it goes on with it. */
async function expectToGoOn(end: () => Promise<void>): Promise<void> {
  await publish(step + 2 * WINDOW_MESSAGES);
  await everythingSaid();
  await end();
  const { seq = 0 } = (await kept()) ?? {};
  expect(seq).toBeGreaterThan(LEARNED + WINDOW_MESSAGES);
  const { streams } = await jetstreamManager(nc);
  await streams.purge(TELEMETRY_STREAM.name, { seq: seq - WINDOW_MESSAGES });
  await stage.replica.restart();
  await publish(step + 10);
  const insights = await everythingSaid();
  expect(insights.map(({ at }) => at)).toEqual(insights.map((_, i) => (insights[0]?.at ?? 0) + i * STEP_MS));
  const abnormal = insights.slice(insights.findIndex(({ event }) => event !== undefined));
  expect([...new Set(abnormal.map(({ event }) => event?.id))]).toHaveLength(1);
  expect([...new Set(abnormal.map(({ reason }) => reason))]).toEqual(["ANOMALY"]);
}

it("goes on with an open anomaly, and what was learned, after a replica was killed", async () => {
  await begin({ PREDICT_KEEP_STATE_EVERY_MS: "1000" });
  const opened = (await stage.insights(UNIT)).find(({ event }) => event !== undefined)?.event?.start;
  await eventually(async () => {
    await publish(step + 1);
    const [, snapshot] = (await kept())?.units[0] ?? [];
    expect(snapshot?.detector.open?.start).toBe(opened);
  }, PATIENT);
  await expectToGoOn(() => stage.replica.kill());
}, 120_000);

it("keeps what was learned once more when a replica is stopped", async () => {
  await begin({ PREDICT_KEEP_STATE_EVERY_MS: "300000" });
  await expectToGoOn(async () => {
    // A message that concludes no step: nothing is said of it, and yet what was kept is of after it.
    await stage.publish(neighbourOf(UNIT), [{ at: START + step * STEP_MS, values: healthy(step) }]);
    await eventually(async () => expect(await stage.metric("units")).toBe(2), PATIENT);
    await stage.replica.stop();
  });
}, 120_000);

it("ends what is open, once, when a model takes over that does not find it", async () => {
  await begin({});
  const open = (await everythingSaid()).at(-1)?.event;
  await stage.use(await modelPackage({ version: "1.1.0", manifest: { open: { steps: 31, of: 31 } } }), "1.1.0");
  await publish(step + 5);
  const said = await eventually(async () => {
    const insights = await everythingSaid();
    expect(insights.at(-1)).toMatchObject({ reason: "NORMAL", model: { version: "1.1.0" } });
    expect(insights.some(({ event }) => event?.id === open?.id && event?.end !== undefined)).toBe(true);
    return insights;
  }, PATIENT);
  const [end, ...again] = said.filter(({ event }) => event?.end !== undefined);
  expect({ end, again }).toMatchObject({ end: { model: { version: "1.0.0" }, event: { end: end?.at } }, again: [] });
  const scored = said.filter(({ model }) => model?.version === "1.0.0").filter(({ score }) => score !== undefined);
  expect(end?.at).toBe(scored.at(-1)?.at);
}, 120_000);
