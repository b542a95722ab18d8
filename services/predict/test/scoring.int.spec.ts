import type { Insight } from "@gridwatch/contracts";
import { eventually } from "@gridwatch/testkit";
import { modelPackage, STEP_MS } from "./model-package.fixture.js";
import { healthy, PredictStage, START } from "./predict.fixture.js";

const LEARN = 20;
const WINDOW = 4;

let stage: PredictStage;

beforeAll(async () => {
  stage = await PredictStage.open();
  await stage.use(await modelPackage());
});

afterAll(() => stage.close());

/** The unit's reading of each step, with `changes` to what a healthy one has. */
function steps(from: number, to: number, changes: (step: number) => Record<string, number> = () => ({})) {
  return Array.from({ length: to - from }, (_, i) => {
    const step = from + i;
    return { at: START + step * STEP_MS + 100, values: { ...healthy(step), ...changes(step) } };
  });
}

/** Steps are numbered from the beginning. */
function stepOf({ at }: Insight): number {
  return (at - START) / STEP_MS - 1;
}

function expectUpTo(device: string, step: number): Promise<Insight[]> {
  return eventually(
    async () => {
      const insights = await stage.insights(device);
      expect(Math.max(...insights.map(stepOf))).toBe(step);
      return insights;
    },
    { timeoutMs: 20_000 },
  );
}

describe("a unit", () => {
  it("is scored step by step, once it has been learned", async () => {
    for (const reading of steps(0, 60)) await stage.publish("calm", [reading]);
    // A step is concluded when the second one after it has begun.
    const insights = await expectUpTo("calm", 57);
    expect(insights.map(stepOf)).toEqual(Array.from({ length: 58 }, (_, step) => step));
    const learned = insights.filter(({ reason }) => reason === "NORMAL");
    expect(stepOf(learned[0] as Insight)).toBeGreaterThanOrEqual(WINDOW + LEARN - 1);
    expect(learned.length).toBeGreaterThan(20);
    for (const { score, threshold, contributions = [], model } of learned) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThan(0.5);
      expect(threshold).toBe(0.5);
      expect(model).toEqual({ name: "mean-of-two", version: "1.0.0" });
      expect(contributions.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    }
    const unknown = insights.filter(({ reason }) => reason === "INSUFFICIENT_DATA");
    expect(unknown.length + learned.length).toBe(insights.length);
  });

  it("is abnormal through the signal that departs, from its beginning to its end", async () => {
    const sag = (step: number) => (step >= 80 && step < 90 ? { input_voltage: 190 + 10 * (step % 2) } : {});
    await stage.publish("sagging", steps(0, 130, sag));
    const insights = await expectUpTo("sagging", 127);
    const abnormal = insights.filter(({ reason }) => reason === "ANOMALY");
    expect(stepOf(abnormal[0] as Insight)).toBeGreaterThanOrEqual(80);
    expect(stepOf(abnormal[0] as Insight)).toBeLessThan(85);
    const events = new Set(insights.flatMap(({ event }) => (event === undefined ? [] : [event.id])));
    expect(events.size).toBe(1);
    const closed = insights.find(({ event }) => event?.end !== undefined);
    expect(closed?.event?.contributions[0]).toMatchObject({ signal: "input_voltage" });
    expect(closed?.event?.peak).toBeGreaterThan(0.5);
    const observed = abnormal[0]?.contributions?.[0];
    expect(observed?.observed).toBeLessThan(210);
    expect(observed?.expected).toBeGreaterThan(observed?.observed ?? 0);
  });

  it("is not judged on what it did not say", async () => {
    const gap = (step: number) => step < 60 || step >= 75;
    await stage.publish(
      "silent",
      steps(0, 100).filter((_, step) => gap(step)),
    );
    const insights = await expectUpTo("silent", 97);
    const inGap = insights.filter((insight) => stepOf(insight) >= 60 && stepOf(insight) < 75);
    expect(inGap.length).toBeGreaterThan(0);
    for (const { reason, score } of inGap) expect({ reason, score }).toEqual({ reason: "INSUFFICIENT_DATA" });
    expect(insights.find((insight) => stepOf(insight) === 90)).toMatchObject({ reason: "NORMAL" });
  });

  it("is found the same whether its readings come in order or late", async () => {
    const readings = steps(0, 100);
    await stage.publish("in-order", readings);
    // Neighbours change places: each late one still finds its step open.
    const late = readings.map((_, i) => readings[i % 2 === 0 ? Math.min(i + 1, 99) : i - 1] as (typeof readings)[0]);
    for (const reading of late) await stage.publish("out-of-order", [reading]);
    const plain = ({ at, reason, score }: Insight) => ({ at, reason, score });
    const inOrder = (await expectUpTo("in-order", 97)).map(plain);
    const outOfOrder = (await expectUpTo("out-of-order", 97)).map(plain);
    expect(outOfOrder.slice(1)).toEqual(inOrder.slice(1));
  });

  it("is told once, and seen by later steps with the readings that came after that", async () => {
    const until = 80;
    const readings = steps(0, until + 4);
    const [tardy] = steps(until - 1, until, () => ({ input_voltage: 240 }));
    if (tardy === undefined) throw new Error("there is no such step");
    const behind = { ...tardy, at: tardy.at + 500 };
    await stage.publish("punctual", [...readings.slice(0, until), behind, ...readings.slice(until)]);
    const dropped = await stage.metric("readings_late_total");
    // That of step 81 closes step 79, and that of step 82 step 80, which is forecast from 78 and 79.
    await stage.publish("tardy", [...readings.slice(0, until + 2), behind, ...readings.slice(until + 2)]);
    const punctual = await expectUpTo("punctual", until + 1);
    const late = await expectUpTo("tardy", until + 1);
    expect(late.map(stepOf)).toEqual([...new Set(late.map(stepOf))]);
    const voltage = (insights: Insight[], step: number) =>
      insights
        .find((insight) => stepOf(insight) === step)
        ?.contributions?.find(({ signal }) => signal === "input_voltage") ?? { expected: 0, observed: 0 };
    const own = healthy(until - 1).input_voltage ?? 0;
    expect(voltage(punctual, until - 1).observed).toBeCloseTo((own + 240) / 2, 4);
    expect(voltage(late, until - 1).observed).toBeCloseTo(own, 4);
    for (const step of [until, until + 1]) {
      expect(voltage(late, step).expected).toBeCloseTo(voltage(punctual, step).expected, 3);
    }
    expect(voltage(late, until).expected).toBeGreaterThan(232);
    expect(await stage.metric("readings_late_total")).toBe(dropped);
  });

  it("is not taken in by what is no batch, nor by metrics that the model does not know", async () => {
    const before = await stage.metric("unreadable_batches_total");
    await stage.publishBytes("calm", new TextEncoder().encode("rubbish"));
    await eventually(async () => expect(await stage.metric("unreadable_batches_total")).toBe(before + 1));
    const strange = steps(60, 65).map(({ at, values }) => ({ at, values: { ...values, temperature: 1e300 } }));
    await stage.publish("calm", strange);
    await expectUpTo("calm", 62);
  });
});
