import { Random } from "@gridwatch/simulator";
import { type RiskExamples, RiskNetwork } from "./risk-network.js";

const HOURS = 12;

/** Fails within 24 hours where the last hours are high, within 48 where they are somewhat high, one time in ten not. */
function examples(seed: number, count: number): RiskExamples {
  const random = new Random(seed);
  const x = new Float32Array(count * HOURS).map(() => 0.2 * random.normal());
  const y = new Float32Array(2 * count);
  for (let place = 0; place < count; place++) {
    const level = random.between(-2, 2);
    for (let hour = HOURS - 4; hour < HOURS; hour++) x[place * HOURS + hour] = level;
    if (random.next() < 0.9) y.set([level > 1 ? 1 : 0, level > 0 ? 1 : 0], 2 * place);
  }
  return { x, y };
}

async function trained(seed: number): Promise<RiskNetwork> {
  const network = await RiskNetwork.create(HOURS, 1, seed);
  await network.train(examples(1, 400), examples(2, 100), seed);
  return network;
}

it("learns, and says after calibration what comes true", async () => {
  const network = await trained(1);
  network.calibrate(examples(3, 400));
  const { x, y } = examples(4, 1_000);
  const said = network.predict(x);
  const brier = said.reduce((sum, p, at) => sum + (p - (y[at] ?? 0)) ** 2, 0) / said.length;
  expect(brier).toBeLessThan(0.12);
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(said)).toBeCloseTo(mean(y), 1);
  expect(said).toHaveLength(2_000);
  network.dispose();
});

it("has the same weights for the same seed, and others for another", async () => {
  const weights = async (seed: number) => {
    const network = await trained(seed);
    const { weights } = await network.save();
    network.dispose();
    return Buffer.from(weights).toString("hex");
  };
  const first = await weights(1);
  expect(await weights(1)).toBe(first);
  expect(await weights(2)).not.toBe(first);
});
