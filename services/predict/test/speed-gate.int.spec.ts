import { DEVICES_BUCKET } from "@gridwatch/contracts";
import { connectNats } from "@gridwatch/testkit";
import { Kvm } from "@nats-io/kv";
import { modelPackage, STEP_MS } from "./model-package.fixture.js";
import { PredictStage } from "./predict.fixture.js";

const UNITS = 2_000;
const by = { by: "tester", reason: "try" };

let stage: PredictStage;

beforeAll(async () => {
  stage = await PredictStage.open({ PREDICT_MIN_WINDOWS_PER_SECOND: "1" });
}, 60_000);

afterAll(() => stage.close(), 60_000);

/** As ingest makes them known. */
async function makeUnitsKnown(): Promise<void> {
  const nc = await connectNats(stage.nats);
  const devices = await new Kvm(nc).open(DEVICES_BUCKET.name);
  for (let unit = 0; unit < UNITS; unit += 200) {
    await Promise.all(Array.from({ length: 200 }, (_, i) => devices.put(`unit-${unit + i}`, "")));
  }
  await nc.close();
}

it("asks of a model to be twice as fast as the units that the platform knows need it", async () => {
  const slow = () => modelPackage({ version: "2.0.0", uselessRows: 200 });
  expect(await stage.upload(await slow())).toMatchObject({ status: 201 });
  await makeUnitsKnown();
  const due = (2 * UNITS * 1_000) / STEP_MS;
  const refusal = {
    status: 422,
    body: {
      gate: "speed",
      detail: expect.stringContaining(`${due} are due for ${UNITS} units every 1 s, 2 times over`),
      figures: { due, windowsPerSecond: expect.any(Number) },
    },
  };
  const order = { name: "mean-of-two", version: "2.0.0", ...by };
  expect(await stage.request("POST", "/activate", order)).toMatchObject(refusal);
  expect(await stage.upload(await slow())).toMatchObject(refusal);
  await stage.use(await modelPackage());
}, 180_000);
