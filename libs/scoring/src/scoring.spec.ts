import { manifestOf, normalOf, type Reading, Run, randomOf, readingsOf, STEP_MS } from "./scoring.fixture.js";
import { ScoringPlan } from "./scoring-plan.js";
import { UnitScorers, type UnitSnapshot } from "./unit-scorers.js";

const HEALTHY = 2_000;
const FAULT = HEALTHY + 100;

/** A unit healthy for 2,000 steps, with a fault from step 2,100 on. */
function withFault(change: (since: number, feature: number, value: number) => number | undefined, steps = 300): Run {
  return new Run().add(
    readingsOf(7, 0, HEALTHY + steps, 1, (step, feature, value) =>
      step < FAULT ? value : change(step - FAULT, feature, value),
    ),
  );
}

function firstEvent(run: Run) {
  return run.insights.find(({ at, event }) => event && at > FAULT * STEP_MS)?.event;
}

test("a healthy unit is quiet for hours, however much it fluctuates", () => {
  const shares = [0.3, 1, 3, 10].map((noise, index) => {
    const { insights } = new Run().add(readingsOf(index + 1, 0, 6_000, noise));
    const scored = insights.filter(({ score }) => score !== undefined);
    expect(scored.length).toBeGreaterThan(5_700);
    expect(scored.filter(({ event }) => event).length).toBe(0);
    return scored.filter(({ score = 0 }) => score >= 0.2).length / scored.length;
  });
  // 0.2 says "once in ten": a bound, since the signals share one budget. Units thirty times as noisy agree on it.
  for (const share of shares) expect(share).toBeLessThan(0.1);
  expect(Math.max(...shares)).toBeLessThan(3 * Math.min(...shares));
});

test("a sag of one phase is an anomaly of that phase, from its second step on", () => {
  const event = firstEvent(withFault((_since, feature, value) => (feature === 2 ? value * 0.85 : value)));
  expect(event?.start).toBe((FAULT + 2) * STEP_MS);
  expect(event?.contributions[0]?.signal).toBe("out_voltage2");
  expect(event?.contributions[0]?.expected).toBeCloseTo(230, -1);
});

test("a slow drift is found by its direction, though no step of it is large", () => {
  const event = firstEvent(withFault((since, feature, value) => (feature === 3 ? value + 0.12 * since : value)));
  expect(event?.contributions[0]?.signal).toBe("out_voltage3");
});

test("a value that stands still is found though it is as forecast", () => {
  let last: number | undefined;
  const held = (feature: number, value: number) => {
    if (feature !== 5) return value;
    last ??= value;
    return last;
  };
  const event = firstEvent(withFault((_since, feature, value) => held(feature, value)));
  expect(event?.contributions[0]?.signal).toBe("out_current1");
  expect(event?.start).toBeLessThan((FAULT + 12) * STEP_MS);
});

test("a signal that never changes, and one that seldom does, are no anomalies", () => {
  const readings = readingsOf(9, 0, 4_000, 1, (step, feature, value) => {
    if (feature === 1) return 230;
    if (feature === 2) return 230 + (Math.floor(step / 7) % 3);
    return value;
  });
  expect(new Run().add(readings).insights.flatMap(({ event }) => event?.contributions[0]?.signal ?? [])).toEqual([]);
});

test("a burst of noise is found", () => {
  const normal = normalOf(randomOf(3));
  const event = firstEvent(
    withFault((since, feature, value) => (feature === 6 && since < 20 ? value + 8 * normal() : value)),
  );
  expect(event?.contributions[0]?.signal).toBe("out_current2");
  expect(event?.end).toBeUndefined();
});

test("an anomaly ends once the unit is as before, with the same id", () => {
  const { insights } = withFault((since, feature, value) => (feature === 2 && since < 4 ? value * 0.85 : value));
  const events = insights.flatMap(({ event }) => event ?? []);
  expect(new Set(events.map(({ id }) => id)).size).toBe(1);
  expect(events.at(-1)?.end).toBeGreaterThan((FAULT + 4) * STEP_MS);
  expect(insights.at(-1)?.reason).toBe("NORMAL");
});

test("however large a fault was, it is over soon after its end", () => {
  const { insights } = withFault((since, feature, value) => (feature === 2 && since < 60 ? 1 : value));
  const ended = insights.find(({ event }) => event?.end !== undefined)?.event?.end ?? Number.POSITIVE_INFINITY;
  // Of the steps until then the forecast takes eight to forget the fault, and closing ten calm ones.
  expect(ended).toBeLessThan((FAULT + 60 + 40) * STEP_MS);
});

test("shares sum to 1, the strongest first", () => {
  for (const { contributions } of new Run().add(readingsOf(5, 0, 400)).insights) {
    if (!contributions) continue;
    expect(contributions.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(contributions.map(({ share }) => share)).toEqual(
      contributions.map(({ share }) => share).sort((a, b) => b - a),
    );
  }
});

test("a silence is insufficient data, said once for the silence and then until the window is whole", () => {
  const silent = (step: number, _feature: number, value: number) => (step >= 400 && step < 1_000 ? undefined : value);
  const { insights } = new Run().add(readingsOf(5, 0, 1_200, 1, silent));
  const step = ({ at }: { at: number }) => at / STEP_MS - 1;
  expect(insights.filter((one) => step(one) >= 400 && step(one) < 1_000).map(step)).toEqual([400, 401, 402, 403]);
  const after = insights.filter((one) => step(one) >= 1_000);
  expect(after.slice(0, 32).every(({ reason }) => reason === "INSUFFICIENT_DATA")).toBe(true);
  expect(after[32]?.reason).toBe("NORMAL");
});

test("out of order and late within a step gives what order gives, later is refused", () => {
  const ordered = readingsOf(9, 0, 600);
  const random = randomOf(4);
  const shuffled = ordered
    .map((reading): [number, Reading] => [reading[0] + random() * STEP_MS * 0.9, reading])
    .sort(([a], [b]) => a - b)
    .map(([, reading]) => reading);
  const run = new Run().add(shuffled);
  expect(run.late).toBe(0);
  expect(run.insights.length).toBeGreaterThan(590);
  expect(run.insights).toEqual(new Run().add(ordered).insights);
  run.add([[100 * STEP_MS, 0, 1]]);
  expect(run.late).toBe(1);
});

test("a restored calibration goes on as if it had never stopped being one", () => {
  const whole = new Run().add(readingsOf(2, 0, 1_000));
  const restored = new Run();
  expect(restored.scorers.restore(restored.unit, JSON.parse(JSON.stringify(whole.scorers.snapshot(whole.unit))))).toBe(
    true,
  );
  restored.add(readingsOf(6, 2_000, 40));
  expect(restored.insights.at(-1)?.reason).toBe("NORMAL");
  expect(restored.scorers.restore(restored.unit, { calibration: { steps: 1, kept: [1] } })).toBe(false);
});

test("a restored unit, once its window is read back, says what it would have said, of an open anomaly too", () => {
  const sag = (step: number, feature: number, value: number) => (step >= 980 && feature === 1 ? 0.8 * value : value);
  const readings = readingsOf(2, 0, 1_040, 1, sag);
  const until = (step: number) => readings.filter(([at]) => at < step * STEP_MS);
  const whole = new Run().add(until(1_002));
  const snapshot = JSON.parse(JSON.stringify(whole.scorers.snapshot(whole.unit))) as UnitSnapshot;
  const told = whole.insights.length;
  whole.add(readings.slice(until(1_002).length));
  const restored = new Run().add(until(1_002).slice(until(940).length));
  const unheard = restored.insights.length;
  expect(restored.scorers.restore(restored.unit, snapshot)).toBe(true);
  restored.add(readings.slice(until(1_002).length));
  expect(restored.insights.slice(unheard)).toEqual(whole.insights.slice(told));
  expect(restored.insights[unheard]?.event?.start).toBe(snapshot.detector.open?.start);
  expect(snapshot.detector.open?.start).toBeLessThan(1_000 * STEP_MS);
});

test("a unit takes at most 8 KB", () => {
  const { scorers } = new Run();
  for (let units = 2; units <= 1_000; units++) {
    scorers.open(`unit-${units}`);
    if (units > 100) expect(scorers.bytes / units).toBeLessThan(4_352);
  }
});

test("units beside each other are found to be what each is alone, also those that come when others are known", () => {
  const plan = new ScoringPlan(manifestOf());
  const readings = Array.from({ length: 40 }, (_, unit) => readingsOf(unit, 10 * unit, 300, 0.5 + unit / 20));
  const alone = readings.map((own, unit) => new Run(plan, `unit-${unit}`).add(own));
  const scorers = new UnitScorers(plan);
  const beside: Run[] = [];
  const all = readings.flatMap((own, unit) => own.map((reading) => ({ unit, reading })));
  for (const { unit, reading } of all.sort((a, b) => a.reading[0] - b.reading[0])) {
    beside[unit] ??= new Run(plan, `unit-${unit}`, scorers);
    beside[unit].add([reading]);
  }
  expect(beside.map(({ insights }) => insights)).toEqual(alone.map(({ insights }) => insights));
});
