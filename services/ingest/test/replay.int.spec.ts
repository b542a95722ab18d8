import type { DeadLetterItem, DeadLetterList, ReplayList, ReplayRecord, ReplayResult } from "@gridwatch/contracts";
import {
  type MosquittoHandle,
  type NatsHandle,
  type ServiceHandle,
  startMosquitto,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import {
  eventually,
  readDeadLetters,
  readMetric,
  readStream,
  readTelemetry,
  temporaryDirectory,
} from "@gridwatch/testkit";
import mqtt, { type MqttClient } from "mqtt";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let broker: MosquittoHandle;
let nats: NatsHandle;
let ingest: ServiceHandle;
let storage: ServiceHandle;
let analytics: ServiceHandle;
let device: MqttClient;

function startIngest(more: Record<string, string> = {}): Promise<ServiceHandle> {
  const { username, password } = broker.credentials("ingest");
  const mqttEnv = {
    MQTT_URL: broker.url,
    MQTT_USERNAME: username,
    MQTT_PASSWORD: password,
    MQTT_CLIENT_ID: "ingest-0",
  };
  return startService({ dir: `${directory.path}/ingest`, name: "ingest", env: { ...natsEnv(), ...mqttEnv, ...more } });
}

function natsEnv(): Record<string, string> {
  const { username, password } = nats.credentials;
  return { NATS_URL: nats.url, NATS_USER: username, NATS_PASSWORD: password };
}

beforeEach(async () => {
  directory = await temporaryDirectory("replay");
  broker = await startMosquitto({ dir: `${directory.path}/mosquitto` });
  nats = await startNats({ dir: `${directory.path}/nats` });
  ingest = await startIngest();
  // Neither has a database: storage keeps the ledger nevertheless, and dead letters need none.
  const env = { ...natsEnv(), INFLUX_URL: "http://127.0.0.1:1", ANALYTICS_ALLOW_REPLAY: "true" };
  storage = await startService({ dir: `${directory.path}/storage`, name: "storage", env, waitFor: "live" });
  analytics = await startService({ dir: `${directory.path}/analytics`, name: "analytics", env, waitFor: "live" });
  device = await mqtt.connectAsync(broker.url, { ...broker.credentials("device"), reconnectPeriod: 200 });
});

afterEach(async () => {
  await device.endAsync(true);
  await Promise.all([ingest.stop(), storage.stop(), analytics.stop()]);
  await nats.stop();
  await broker.stop();
  await directory.remove();
});

async function letters(query = ""): Promise<DeadLetterItem[]> {
  const response = await fetch(`${analytics.url}/api/v1/dead-letters?limit=200${query}`);
  return ((await response.json()) as DeadLetterList).letters;
}

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${analytics.url}/api/v1/dead-letters/replay`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

async function replay(body: unknown): Promise<ReplayResult> {
  const response = await post(body);
  expect(response.status).toBe(200);
  return (await response.json()) as ReplayResult;
}

async function replays(): Promise<ReplayRecord[]> {
  const response = await fetch(`${analytics.url}/api/v1/dead-letters/replays`);
  return ((await response.json()) as ReplayList).replays;
}

const untilGone = { timeoutMs: 30_000 };

describe("a replay", () => {
  it("takes in what can be used after a fix, and leaves a letter of what still cannot", async () => {
    const timestamp = Date.now() + 3_600_000;
    await device.publishAsync("sensors/unit-1/current", `{"value":15.5,"timestamp":${timestamp}}`, { qos: 1 });
    await device.publishAsync("sensors/unit-1/telemetry", "{broken", { qos: 1 });
    await eventually(async () => expect(await letters()).toHaveLength(2));
    const [broken] = await letters();
    expect(broken).toMatchObject({ payload: "{broken", replayable: true, topic: "sensors/unit-1/telemetry" });
    expect(await replay({ dryRun: true })).toEqual({ matched: 2, replayed: 2, skipped: [], more: false });
    expect(await replays()).toEqual([]);
    await ingest.stop();
    ingest = await startIngest({ INGEST_MAX_AHEAD_MS: "7200000" });
    expect(await replay({ by: "Ada", why: "clock put right" })).toMatchObject({ matched: 2, replayed: 2 });
    expect(await replays()).toEqual([
      { at: expect.stringMatching(/Z$/), replayed: 2, by: "Ada", why: "clock put right" },
    ]);
    await eventually(async () => expect(await readTelemetry(nats)).toHaveLength(1), untilGone);
    expect(await readTelemetry(nats)).toMatchObject([{ device: "unit-1", timestamp, data: { input_current: 15.5 } }]);
    await eventually(async () => {
      const left = await letters();
      expect(left).toMatchObject([{ payload: "{broken", at: broken?.at }]);
      expect(left[0]?.seq).toBeGreaterThan(broken?.seq ?? Number.NaN);
    }, untilGone);
    await eventually(async () => expect(await readStream(nats, "REPLAYS")).toEqual([]), untilGone);
    expect(await readMetric(ingest.url, "gridwatch_ingest_readings_received_total")).toBe(2);
    const since = new Date(timestamp - 7_200_000).toISOString();
    await replay({ reason: "malformed_json", since });
    expect(await replays()).toMatchObject([{ replayed: 1, reason: "malformed_json", since }, { by: "Ada" }]);
  });

  it("goes on where ingest was killed in the middle of it: each reading is there, and no letter is left", async () => {
    const numbers = Array.from({ length: 400 }, (_, n) => n);
    const ahead = Date.now() + 3_600_000;
    await Promise.all(
      numbers.map((n) =>
        device.publishAsync(`sensors/unit-${n % 7}/telemetry`, JSON.stringify({ n, timestamp: ahead + n }), { qos: 1 }),
      ),
    );
    await eventually(async () => expect(await readDeadLetters(nats)).toHaveLength(400));
    await ingest.stop();
    expect(await replay({ reason: "timestamp_ahead" })).toMatchObject({ matched: 400, replayed: 400 });
    ingest = await startIngest({ INGEST_MAX_AHEAD_MS: "7200000" });
    await eventually(async () => expect((await readTelemetry(nats)).length).toBeGreaterThan(0), {
      ...untilGone,
      everyMs: 5,
    });
    await ingest.kill();
    await ingest.restart();
    await eventually(async () => expect(await readDeadLetters(nats)).toEqual([]), untilGone);
    const readings = await readTelemetry(nats);
    expect(new Set(readings.map((reading) => `${reading.device} ${reading.timestamp}`)).size).toBe(400);
    expect([...new Set(readings.map(({ data }) => data["n"]))].sort((a, b) => Number(a) - Number(b))).toEqual(numbers);
  });

  it("is refused to pages of other origins and to other types of content; listing is bounded and goes page by page", async () => {
    for (let n = 0; n < 5; n++) await device.publishAsync("sensors/unit-1/telemetry", `broken ${n}`, { qos: 1 });
    await eventually(async () => expect(await letters()).toHaveLength(5));
    expect((await post({}, { origin: "http://elsewhere.example" })).status).toBe(403);
    expect((await post({}, { "content-type": "text/plain" })).status).toBe(415);
    expect((await post({ limit: 0 })).status).toBe(400);
    const page = async (query: string) =>
      (await (await fetch(`${analytics.url}/api/v1/dead-letters?limit=2${query}`)).json()) as DeadLetterList;
    const seen: number[] = [];
    for (let next: number | undefined = 1_000; next !== undefined; ) {
      const answer: DeadLetterList = await page(`&before=${next}`);
      seen.push(...answer.letters.map(({ seq }) => seq));
      next = answer.next;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1]);
    expect(await letters("&origin=storage")).toEqual([]);
    await nats.stop();
    await eventually(async () => expect((await fetch(`${analytics.url}/api/v1/dead-letters`)).status).toBe(503));
    await nats.restart();
  });
});
