import { ACCOUNT_HEADERS, ACCOUNTS_SUBJECT, type InstanceAccount, TELEMETRY_STREAM } from "@gridwatch/contracts";
import {
  type MosquittoHandle,
  type NatsHandle,
  type ServiceHandle,
  startMosquitto,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import { connectNats, eventually, readStream, temporaryDirectory } from "@gridwatch/testkit";
import mqtt, { type MqttClient } from "mqtt";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let broker: MosquittoHandle;
let nats: NatsHandle;
let ingest: ServiceHandle;
let device: MqttClient;

beforeAll(async () => {
  directory = await temporaryDirectory("account");
  broker = await startMosquitto({ dir: `${directory.path}/mosquitto` });
  nats = await startNats({ dir: `${directory.path}/nats` });
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
      MQTT_CLIENT_ID: "ingest-0",
    },
  });
  device = await mqtt.connectAsync(broker.url, { ...broker.credentials("device"), reconnectPeriod: 200 });
});

afterAll(async () => {
  await device.endAsync(true);
  await ingest.stop();
  await nats.stop();
  await broker.stop();
  await directory.remove();
});

function send(count: number, payload = '{"input_voltage":230}'): Promise<unknown> {
  const topics = Array.from({ length: count }, (_, i) => `sensors/unit-${i % 40}/telemetry`);
  return Promise.all(topics.map((topic) => device.publishAsync(topic, payload, { qos: 1 })));
}

async function account(): Promise<InstanceAccount> {
  const nc = await connectNats(nats);
  try {
    return (await nc.request(ACCOUNTS_SUBJECT, "", { timeout: 2_000 })).json<InstanceAccount>();
  } finally {
    await nc.close();
  }
}

async function inStreamOf(life: string): Promise<{ readings: number; numbers: number[] }> {
  const messages = await readStream(nats, TELEMETRY_STREAM.name);
  const own = messages.filter(({ header }) => header(ACCOUNT_HEADERS.life) === life);
  return {
    readings: own.reduce((sum, { header }) => sum + Number(header(ACCOUNT_HEADERS.readings)), 0),
    numbers: own.map(({ header }) => Number(header(ACCOUNT_HEADERS.number))).sort((a, b) => a - b),
  };
}

describe("the account of an ingest", () => {
  it("adds up while readings are under way, and says no more than the stream holds", async () => {
    const sending = Promise.all([send(1_000), send(20, "{broken")]);
    for (let asked = 0; asked < 20; asked++) {
      const { counts, balance } = await account();
      const sum = (names: string[] = []) => names.reduce((total, name) => total + (counts[name] ?? Number.NaN), 0);
      expect(sum(balance?.left)).toBe(sum(balance?.right));
    }
    await sending;
    await eventually(async () =>
      expect((await account()).counts).toEqual({
        received: 1_020,
        published: 1_000,
        deadLettered: 20,
        held: 0,
        failed: 0,
      }),
    );
    const { life, confirmed } = await account();
    expect(confirmed).toEqual({ TELEMETRY: 1_000, DEAD_LETTERS: 20 });
    const { readings, numbers } = await inStreamOf(life);
    expect(readings).toBe(1_000);
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });

  it("begins anew with every process", async () => {
    const { life } = await account();
    await ingest.kill();
    await ingest.restart();
    await send(5);
    await eventually(async () => expect((await account()).counts["published"]).toBe(5));
    const next = await account();
    expect(next.life).not.toBe(life);
    expect(await inStreamOf(next.life)).toMatchObject({ readings: 5 });
  });
});
