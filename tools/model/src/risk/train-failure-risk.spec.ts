import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { Random } from "@gridwatch/simulator";
import { type RiskMoment, riskMoments } from "./risk-moments.js";
import { trainFailureRisk } from "./train-failure-risk.js";

const HOURS = 130;

/** One unit whose second voltage sinks in its last two days, and one that stays as it is. */
function moments(seed: number): RiskMoment[] {
  return ["sinks", undefined].flatMap((mode, place) => {
    const random = new Random(seed).fork(place);
    const means = new Map(
      ELECTRICAL_METRICS.map(({ name }) => [
        name,
        Array.from({ length: 6 * HOURS }, (_, window) => {
          const sunk = mode && name === "out_voltage2" ? Math.max(0, window / 6 - HOURS + 48) / 480 : 0;
          return 100 * (1 - sunk) * (1 + 0.002 * random.normal());
        }),
      ]),
    );
    const course = { unit: `${seed}-${mode}`, from: 0, means, endsAt: HOURS * 3_600_000, mode };
    return riskMoments({ ...course, failed: mode !== undefined }, { everyHours: 4, someKnownLess: false });
  });
}

it("makes a package of moments, with what was measured and what costs nothing beside it", async () => {
  const parts = {
    training: [1, 2, 3, 4, 5].flatMap(moments),
    stopping: moments(6),
    calibration: moments(7),
    measured: [8, 9].flatMap(moments),
    everyHours: 4,
  };
  const { trained, card } = await trainFailureRisk(parts, {
    name: "sinking",
    version: "1.0.0",
    author: "test",
    licence: "MIT",
    training: { data: "units that sink", from: "", until: "", seed: 1, command: "none" },
    about: "Of a test.",
  });
  const { metrics, golden, features, threshold, training } = trained.manifest;
  expect(metrics).toMatchObject({ failures: 2, "failures sinks": 2, warned: 1 });
  expect(metrics["f1"]).toBeGreaterThan(metrics["f1 always"] ?? 1);
  expect(Object.keys(metrics).some((name) => /^f1 \w+ alone$/.test(name))).toBe(true);
  expect(golden.input).toHaveLength(168 * features.length);
  expect(golden.output).toHaveLength(2);
  expect(training.rows).toBe(parts.training.length);
  expect(threshold).toBeGreaterThan(0);
  expect(card).toContain("| warned | 1 |");
  expect(card).toContain("units that sink. Units were split");
});
