import { join } from "node:path";
import { decodeForecastBatch, FORECASTS_STREAM, type Forecast } from "@gridwatch/contracts";
import { type InfluxHandle, startInflux } from "@gridwatch/local-stack";
import { InfluxConfig, InfluxConnection, provision, TelemetryWriter, toLineProtocol } from "@gridwatch/telemetry-store";
import { eventually, readStream, temporaryDirectory } from "@gridwatch/testkit";
import { PredictStage } from "./predict.fixture.js";
import { riskPackage } from "./risk-package.fixture.js";

const HOUR = 3_600_000;
const WINDOW = 600_000;
const LONG = { timeoutMs: 60_000, everyMs: 250 };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let influx: InfluxHandle;
let connection: InfluxConnection;
let stage: PredictStage;

beforeEach(async () => {
  directory = await temporaryDirectory("forecast");
  influx = await startInflux({ dir: join(directory.path, "influxd") });
  const { username, password } = influx.admin;
  connection = new InfluxConnection(Object.assign(new InfluxConfig(), { url: influx.url, username, password }));
  await provision(connection);
  stage = await PredictStage.open({ INFLUX_URL: influx.url, INFLUX_USERNAME: username, INFLUX_PASSWORD: password });
}, 60_000);

afterEach(async () => {
  connection.close();
  await stage.close();
  await influx.stop();
  await directory.remove();
}, 60_000);

/** Readings of the last so many hours, one per 10 minutes, as they stand in the database; the second phase carries more by so many percent of the mean. */
async function history(device: string, hours: number, unbalance = 0): Promise<void> {
  const until = Math.floor(Date.now() / WINDOW) * WINDOW;
  const timestamps = Array.from({ length: hours * 6 }, (_, i) => until - (i + 1) * WINDOW + 1_000);
  const column = (value: number) => timestamps.map((_, i) => value * (1 + 0.001 * Math.sin(i)));
  // The deviation of the highest from the mean of the three.
  const more = (10 * (1 + unbalance / 100) * 2) / (2 - unbalance / 100) / 10;
  const metrics = {
    ...{ input_voltage: column(230), input_current: column(15) },
    ...{ out_voltage1: column(120), out_voltage2: column(120), out_voltage3: column(120) },
    ...{ out_current1: column(10), out_current2: column(10 * more), out_current3: column(10) },
  };
  const devices = timestamps.map(() => device);
  const readings = { devices, timestamps, receivedAt: timestamps, suspect: [], metrics };
  await new TelemetryWriter(connection).writeLines(toLineProtocol(readings));
}

async function activate(version = "1.0.0", bias?: number): Promise<void> {
  const archive = await riskPackage({ version, ...(bias === undefined ? {} : { bias }) });
  expect(await stage.upload(archive)).toMatchObject({ status: 201 });
  const order = { name: "unbalance-risk", version, by: "tester", reason: "try" };
  expect(await stage.request("POST", "/activate", order)).toMatchObject({ status: 200 });
}

async function newest(device: string): Promise<Forecast | undefined> {
  const messages = await readStream(stage.nats, FORECASTS_STREAM.name);
  return messages
    .flatMap(({ data }) => decodeForecastBatch(data).forecasts)
    .filter((forecast) => forecast.device === device)
    .at(-1);
}

it("forecasts each unit from what is stored of it, and says what it lacks", async () => {
  await history("unit-1", 170, 20);
  await history("unit-2", 170);
  await history("unit-3", 5);
  await activate();
  await eventually(async () => expect((await newest("unit-3"))?.reason).toBe("INSUFFICIENT_DATA"), LONG);
  await eventually(async () => expect((await newest("unit-1"))?.reason).toBe("FORECAST"), LONG);
  await eventually(async () => expect((await newest("unit-2"))?.reason).toBe("FORECAST"), LONG);
  const [failing, healthy, young] = [await newest("unit-1"), await newest("unit-2"), await newest("unit-3")];
  // 20 % unbalance: log-odds of −4 + 10.
  expect(failing?.within48h).toBeCloseTo(1 / (1 + Math.exp(-6)), 2);
  expect(failing?.drivers?.[0]).toMatchObject({ feature: "current_unbalance", share: 1, usual: 0 });
  expect(failing?.drivers?.[0]?.observed).toBeCloseTo(20, 0);
  expect(healthy?.within48h).toBeCloseTo(1 / (1 + Math.exp(4)), 2);
  expect(young).toMatchObject({ reason: "INSUFFICIENT_DATA", hours: { needed: 24 } });
  expect(young?.within48h).toBeUndefined();
  expect(young?.hours?.known).toBeGreaterThan(3);
  expect(failing?.at).toBe(Math.floor((Date.now() - 120_000) / HOUR) * HOUR);
}, 120_000);

it("waits while the database is away, without holding up the service, and goes on by itself", async () => {
  await history("unit-1", 30);
  await influx.kill();
  await activate();
  await eventually(async () => expect(await stage.metric("forecast_failures_total")).toBeGreaterThan(0), LONG);
  const ready = await fetch(`${stage.replica.url}/health/ready`);
  expect(ready.status).toBe(200);
  expect(JSON.stringify(await ready.json())).toContain('"forecasts"');
  await influx.restart();
  await eventually(async () => expect((await newest("unit-1"))?.reason).toBe("FORECAST"), LONG);
}, 120_000);

it("forecasts anew when another model is activated, and by whoever holds the shard", async () => {
  await history("unit-1", 30);
  await activate();
  await eventually(async () => expect((await newest("unit-1"))?.within48h).toBeCloseTo(1 / (1 + Math.exp(4)), 2), LONG);
  await activate("1.1.0", 0);
  await eventually(async () => expect((await newest("unit-1"))?.within48h).toBeCloseTo(0.5, 2), LONG);
  expect((await newest("unit-1"))?.model).toEqual({ name: "unbalance-risk", version: "1.1.0" });
  const made = (await readStream(stage.nats, FORECASTS_STREAM.name)).length;
  const second = await stage.addReplica();
  await stage.replica.kill();
  await eventually(
    async () => expect((await readStream(stage.nats, FORECASTS_STREAM.name)).length).toBeGreaterThan(made),
    LONG,
  );
  expect((await newest("unit-1"))?.model?.version).toBe("1.1.0");
  await second.stop();
}, 180_000);

it("says that no model is active, once to each unit, in place of what was said of the hour", async () => {
  await history("unit-1", 30);
  await eventually(async () => expect((await newest("unit-1"))?.reason).toBe("OFF"), LONG);
  await activate();
  await eventually(async () => expect((await newest("unit-1"))?.reason).toBe("FORECAST"), LONG);
  const forecast = await newest("unit-1");
  const order = { kind: "failure-risk", by: "tester", reason: "try" };
  expect(await stage.request("POST", "/deactivate", order)).toMatchObject({ status: 204 });
  await eventually(async () => expect((await newest("unit-1"))?.reason).toBe("OFF"), LONG);
  expect(await newest("unit-1")).toEqual({ device: "unit-1", at: forecast?.at, reason: "OFF" });
  const { length } = await readStream(stage.nats, FORECASTS_STREAM.name);
  await history("unit-2", 30);
  // What is known of the units is looked at anew each minute.
  await eventually(async () => expect((await newest("unit-2"))?.reason).toBe("OFF"), { ...LONG, timeoutMs: 90_000 });
  expect(await readStream(stage.nats, FORECASTS_STREAM.name)).toHaveLength(length + 1);
}, 240_000);
