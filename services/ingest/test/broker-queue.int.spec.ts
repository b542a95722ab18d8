import { readFileSync } from "node:fs";
import {
  type MosquittoHandle,
  type NatsHandle,
  type ServiceHandle,
  startMosquitto,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import { EmqxApi, eventually, parseMetrics, readTelemetry, temporaryDirectory } from "@gridwatch/testkit";
import mqtt from "mqtt";

const KEY = { key: "ingest", secret: "0123456789abcdef" };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let broker: MosquittoHandle;
let nats: NatsHandle;
let emqx: EmqxApi;
let held: { queued: number; inFlight: number };
let ingest: ServiceHandle | undefined;

beforeEach(async () => {
  directory = await temporaryDirectory("broker-queue");
  broker = await startMosquitto({ dir: `${directory.path}/mosquitto` });
  nats = await startNats({ dir: `${directory.path}/nats` });
  held = { queued: 1_200, inFlight: 35 };
  emqx = await EmqxApi.start({ ...KEY, session: (clientId) => (clientId === "replica-7" ? held : undefined) });
});

afterEach(async () => {
  await ingest?.stop();
  ingest = undefined;
  await emqx.stop();
  await nats.stop();
  await broker.stop();
  await directory.remove();
});

/** Its messages come by mosquitto; what EMQX would hold for it is asked of `emqx`. */
async function start(api: Record<string, string>): Promise<ServiceHandle> {
  const { username, password } = broker.credentials("ingest");
  ingest = await startService({
    dir: `${directory.path}/ingest`,
    name: "ingest",
    env: {
      NATS_URL: nats.url,
      NATS_USER: nats.credentials.username,
      NATS_PASSWORD: nats.credentials.password,
      MQTT_URL: broker.url,
      MQTT_USERNAME: username,
      MQTT_PASSWORD: password,
      MQTT_CLIENT_ID: "replica-7",
      ...api,
    },
  });
  return ingest;
}

const whole = () => ({ MQTT_API_URL: emqx.url, MQTT_API_KEY: KEY.key, MQTT_API_SECRET: KEY.secret });

async function scrape({ url }: ServiceHandle): Promise<{ messages: Record<string, number>; failures: number }> {
  const samples = parseMetrics(await (await fetch(`${url}/metrics`)).text());
  const messages = samples.filter(({ name }) => name === "gridwatch_ingest_broker_messages");
  const failures = samples.find(({ name }) => name === "gridwatch_ingest_broker_api_failures_total");
  return {
    messages: Object.fromEntries(messages.map(({ labels, value }) => [labels["state"], value])),
    failures: failures?.value ?? Number.NaN,
  };
}

async function publishOne(): Promise<void> {
  const device = await mqtt.connectAsync(broker.url, broker.credentials("device"));
  await device.publishAsync("sensors/unit-1/telemetry", '{"input_voltage":230}', { qos: 1 });
  await device.endAsync();
}

it("exports what the broker holds for its own session, and asks once for all who want to know", async () => {
  const service = await start(whole());
  const scrapes = await Promise.all([scrape(service), scrape(service), scrape(service)]);
  expect(scrapes).toEqual(Array(3).fill({ messages: { queued: 1_200, in_flight: 35 }, failures: 0 }));
  expect(emqx.asked).toEqual(["replica-7"]);
  held = { queued: 0, inFlight: 0 };
  await eventually(async () => expect((await scrape(service)).messages).toEqual({ queued: 0, in_flight: 0 }));
});

it("does not know what the broker holds while that does not tell, and takes readings as ever", async () => {
  const service = await start(whole());
  const log = () => readFileSync(service.logFile, "utf8");
  expect((await scrape(service)).failures).toBe(0);
  emqx.instead = () => {};
  await eventually(async () => expect(await scrape(service)).toEqual({ messages: {}, failures: 2 }), {
    timeoutMs: 40_000,
  });
  await publishOne();
  await eventually(async () => expect(await readTelemetry(nats)).toHaveLength(1));
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  expect(log().match(/it is not known what the broker holds/g)).toHaveLength(1);
  emqx.instead = undefined;
  await eventually(async () =>
    expect(await scrape(service)).toEqual({ messages: { queued: 1_200, in_flight: 35 }, failures: 2 }),
  );
  expect(log()).toContain("the broker tells again what it holds");
  expect(log()).not.toContain(KEY.secret);
  expect(log()).not.toContain(Buffer.from(`${KEY.key}:${KEY.secret}`).toString("base64"));
});

it("asks nobody when nobody is named, and refuses to start with half of what it takes", async () => {
  expect(await scrape(await start({}))).toEqual({ messages: {}, failures: 0 });
  expect(emqx.asked).toEqual([]);
  await ingest?.stop();
  await expect(start({ MQTT_API_URL: emqx.url })).rejects.toThrow("set MQTT_API_KEY and MQTT_API_SECRET as well");
});
