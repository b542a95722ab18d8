import { type Insight, shardOf } from "@gridwatch/contracts";
import { eventually } from "@gridwatch/testkit";
import { modelPackage, STEP_MS } from "./model-package.fixture.js";
import { healthy, PredictStage, START } from "./predict.fixture.js";

const UNIT = "unit";
const LEARNED = 60;
const PATIENT = { timeoutMs: 30_000 };

let stage: PredictStage;
let step = 0;

/** The voltage sags and sways, once the unit is known. */
async function publish(until: number): Promise<void> {
  for (; step < until; step++) {
    const sag = step >= LEARNED ? { input_voltage: 190 + 10 * (step % 2) } : {};
    await stage.publish(UNIT, [{ at: START + step * STEP_MS, values: { ...healthy(step), ...sag } }]);
  }
}

function lastSaid(expected: (last: Insight | undefined) => void): Promise<void> {
  return eventually(async () => expected((await stage.insights(UNIT)).at(-1)), PATIENT);
}

/** At any time: where all is slow, the unit may be silent again by now. */
function saidOnce(expected: Partial<Insight>): Promise<void> {
  return eventually(
    async () => expect(await stage.insights(UNIT)).toContainEqual(expect.objectContaining(expected)),
    PATIENT,
  );
}

beforeEach(async () => {
  step = 0;
  stage = await PredictStage.open({ PREDICT_SILENT_AFTER_MS: "4000" });
  await stage.use(await modelPackage());
  await publish(LEARNED + 10);
  await saidOnce({ reason: "ANOMALY" });
}, 90_000);

afterEach(() => stage.close());

it("ends an anomaly with the unit's last step, though nobody else of its shard sends anything either", async () => {
  const spoken = START + step * STEP_MS;
  await lastSaid((last) => expect(last).toMatchObject({ reason: "INSUFFICIENT_DATA", event: { end: spoken } }));
  const [opened, ...more] = [...new Set((await stage.insights(UNIT)).flatMap(({ event }) => event?.id ?? []))];
  expect(more).toEqual([]);
  // It speaks again, later, and is abnormal still: that is another anomaly, and no step is concluded twice.
  step += 20;
  await publish(step + 15);
  await saidOnce({ at: START + (step - 2) * STEP_MS, reason: "ANOMALY" });
  const insights = await stage.insights(UNIT);
  expect(insights.at(-1)?.event?.id).not.toBe(opened);
  expect(new Set(insights.map(({ at }) => at)).size).toBe(insights.length);
}, 120_000);

it("tells the end once, whoever takes the shard over", async () => {
  const spoken = START + step * STEP_MS;
  await lastSaid((last) => expect(last).toMatchObject({ event: { end: spoken } }));
  await stage.replica.restart();
  const neighbour = Array.from({ length: 1_000 }, (_, n) => `other-${n}`).find((it) => shardOf(it) === shardOf(UNIT));
  await eventually(async () => {
    await stage.publish(neighbour ?? "", [{ at: START + step * STEP_MS, values: healthy(step++) }]);
    expect((await stage.insights(neighbour ?? "")).length).toBeGreaterThan(3);
  }, PATIENT);
  const insights = await stage.insights(UNIT);
  expect(insights.filter(({ event }) => event?.end !== undefined)).toHaveLength(1);
  expect(new Set(insights.map(({ at }) => at)).size).toBe(insights.length);
}, 120_000);
