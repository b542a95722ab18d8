import {
  type MosquittoHandle,
  type NatsHandle,
  type ServiceHandle,
  startMosquitto,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import { eventually, readDeadLetters, readMetric, readTelemetry, temporaryDirectory } from "@gridwatch/testkit";
import mqtt, { type MqttClient } from "mqtt";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let broker: MosquittoHandle;
let nats: NatsHandle;
let ingest: ServiceHandle;
let device: MqttClient;

function environment(more: Record<string, string> = {}): Record<string, string> {
  const { username, password } = broker.credentials("ingest");
  return {
    NATS_URL: nats.url,
    NATS_USER: nats.credentials.username,
    NATS_PASSWORD: nats.credentials.password,
    MQTT_URL: broker.url,
    MQTT_USERNAME: username,
    MQTT_PASSWORD: password,
    MQTT_CLIENT_ID: "ingest-0",
    ...more,
  };
}

beforeEach(async () => {
  directory = await temporaryDirectory("ingest");
  broker = await startMosquitto({ dir: `${directory.path}/mosquitto` });
  nats = await startNats({ dir: `${directory.path}/nats` });
  ingest = await startService({ dir: `${directory.path}/ingest`, name: "ingest", env: environment() });
  device = await mqtt.connectAsync(broker.url, { ...broker.credentials("device"), reconnectPeriod: 200 });
});

afterEach(async () => {
  await device.endAsync(true);
  await ingest.stop();
  await nats.stop();
  await broker.stop();
  await directory.remove();
});

/** Publishes readings numbered from `from` and resolves when the broker has acknowledged all. */
async function publishNumbered(from: number, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  await Promise.all(
    numbers.map((n) =>
      device.publishAsync(`sensors/unit-${n % 50}/telemetry`, JSON.stringify({ number: n, timestamp: Date.now() }), {
        qos: 1,
      }),
    ),
  );
}

async function arrivedNumbers(): Promise<Set<number>> {
  return new Set((await readTelemetry(nats)).map(({ data }) => data["number"] ?? Number.NaN));
}

async function counts() {
  return {
    received: await readMetric(ingest.url, "gridwatch_ingest_readings_received_total"),
    published: await readMetric(ingest.url, "gridwatch_ingest_readings_published_total"),
    deadLettered: await readMetric(ingest.url, "gridwatch_dead_letter_readings_total"),
    held: await readMetric(ingest.url, "gridwatch_ingest_held_messages"),
  };
}

describe("ingest", () => {
  it("publishes every reading to its device's shard and every unusable message to the dead letters", async () => {
    const timestamp = Date.now() - 1_000;
    const values = { input_voltage: 240.5, input_current: 15.2, out_voltage1: 120.3, odd: 0.1 + 0.2, tiny: 5e-324 };
    const before = Date.now();
    await device.publishAsync("sensors/unit-1/telemetry", JSON.stringify({ ...values, timestamp }), { qos: 1 });
    await device.publishAsync("sensors/unit-1/telemetry", "{broken", { qos: 1 });
    await device.publishAsync("sensors/unit-1/telemetry", "", { qos: 1 });
    await device.publishAsync("sensors/unit-1/telemetry", '{"input_voltage":1}', { qos: 0 });
    await device.publishAsync("sensors/unit-1/telemetry", Buffer.alloc(200_000, 0x20), { qos: 1 });
    await eventually(async () =>
      expect(await counts()).toEqual({ received: 5, published: 2, deadLettered: 3, held: 0 }),
    );
    const [first, second] = await readTelemetry(nats);
    expect(first).toMatchObject({ device: "unit-1", timestamp, data: values, suspect: false });
    expect(first?.receivedAt).toBeGreaterThanOrEqual(before);
    expect(second).toMatchObject({ data: { input_voltage: 1 } });
    expect((await readDeadLetters(nats)).map(({ reason, payload }) => [reason, payload.length])).toEqual([
      ["malformed_json", 7],
      ["empty", 0],
      ["too_large", 200_000],
    ]);
  });

  it("acknowledges nothing to the broker while the backbone is away, stays alive, and loses nothing", async () => {
    await nats.kill();
    await publishNumbered(0, 500);
    await eventually(async () => expect((await counts()).held).toBe(500));
    expect((await fetch(`${ingest.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${ingest.url}/health/ready`)).status).toBe(503);
    await nats.restart();
    await eventually(async () => expect((await arrivedNumbers()).size).toBe(500));
    await eventually(async () =>
      expect(await counts()).toEqual({ received: 500, published: 500, deadLettered: 0, held: 0 }),
    );
    expect((await fetch(`${ingest.url}/health/ready`)).status).toBe(200);
  });

  it("gets again from the broker what it held when it was killed", async () => {
    await nats.kill();
    await publishNumbered(0, 300);
    await eventually(async () => expect((await counts()).held).toBe(300));
    await ingest.kill();
    await nats.restart();
    await ingest.restart();
    await eventually(async () => expect((await arrivedNumbers()).size).toBe(300));
  });

  it("finishes what it holds when it is told to stop, and gets the rest after the next start", async () => {
    const publishing = publishNumbered(0, 5_000);
    await eventually(async () => expect((await counts()).received).toBeGreaterThan(0));
    await ingest.stop();
    expect(await ingest.exited).toEqual({ code: 0, signal: null });
    await publishing;
    await ingest.restart();
    await eventually(async () => expect((await arrivedNumbers()).size).toBe(5_000));
    // What was acknowledged before the stop is not sent again, and nothing unacknowledged had been published.
    expect(await readTelemetry(nats)).toHaveLength(5_000);
  });

  // With a subscription of its own: mosquitto forgets shared ones when it restarts (docs/adr/0006).
  it("goes on after the broker was restarted under it", async () => {
    await ingest.stop();
    const env = environment({ MQTT_SHARED_GROUP: "-" });
    ingest = await startService({ dir: `${directory.path}/own`, name: "ingest", env });
    await publishNumbered(0, 100);
    await broker.restart();
    await publishNumbered(100, 100);
    await eventually(async () => expect((await arrivedNumbers()).size).toBe(200));
    expect((await fetch(`${ingest.url}/health/ready`)).status).toBe(200);
  });

  it("takes no more from the broker than it may hold", async () => {
    await ingest.stop();
    const env = environment({ INGEST_MAX_HELD_MESSAGES: "50", INGEST_BATCH_READINGS: "10" });
    ingest = await startService({ dir: `${directory.path}/bounded`, name: "ingest", env });
    await nats.kill();
    await publishNumbered(0, 400);
    await eventually(async () => expect((await counts()).held).toBe(50));
    await nats.restart();
    await eventually(async () => expect((await arrivedNumbers()).size).toBe(400));
  });

  it("speaks MQTT 3.1.1 and shares the work with another replica", async () => {
    await ingest.stop();
    const env = environment({ MQTT_PROTOCOL_VERSION: "4" });
    ingest = await startService({ dir: `${directory.path}/three`, name: "ingest", env });
    const second = await startService({
      dir: `${directory.path}/second`,
      name: "ingest-1",
      env: environment({ MQTT_CLIENT_ID: "ingest-1" }),
    });
    try {
      await publishNumbered(0, 1_000);
      await eventually(async () => expect((await arrivedNumbers()).size).toBe(1_000));
      const shares = [ingest, second].map(({ url }) => readMetric(url, "gridwatch_ingest_readings_published_total"));
      for (const share of await Promise.all(shares)) expect(share).toBeGreaterThan(0);
      expect(await readTelemetry(nats)).toHaveLength(1_000);
    } finally {
      await second.stop();
    }
  });

  it.each(["5", "4"])(
    "takes no copy that the broker had retained for a reading, in MQTT version %s",
    async (version) => {
      await ingest.stop();
      await device.publishAsync("sensors/unit-1/telemetry", '{"number":1}', { qos: 1, retain: true });
      const env = environment({ MQTT_PROTOCOL_VERSION: version, MQTT_SHARED_GROUP: "-", MQTT_CLIENT_ID: "fresh" });
      ingest = await startService({ dir: `${directory.path}/retained`, name: "ingest", env });
      // New while somebody listens, retained or not.
      await device.publishAsync("sensors/unit-1/telemetry", '{"number":2}', { qos: 1, retain: true });
      await eventually(async () => expect(await arrivedNumbers()).toContain(2));
      expect((await readTelemetry(nats)).map(({ data }) => data["number"])).toEqual([2]);
      await eventually(async () => expect((await counts()).held).toBe(0));
      expect(await readMetric(ingest.url, "gridwatch_ingest_retained_copies_total")).toBe(version === "4" ? 1 : 0);
    },
  );

  it("starts before its servers do and says what it waits for", async () => {
    await ingest.stop();
    await nats.stop();
    await broker.stop();
    ingest = await startService({
      dir: `${directory.path}/early`,
      name: "ingest",
      env: environment(),
      waitFor: "live",
    });
    const report = await (await fetch(`${ingest.url}/health/ready`)).json();
    expect(report).toMatchObject({
      status: "unavailable",
      checks: { broker: expect.any(String), nats: expect.any(String) },
    });
    await broker.restart();
    await nats.restart();
    await eventually(async () => expect((await fetch(`${ingest.url}/health/ready`)).status).toBe(200));
    await publishNumbered(0, 10);
    await eventually(async () => expect((await arrivedNumbers()).size).toBe(10));
  });

  it("says that the broker refuses its password, and goes on when that is right", async () => {
    await ingest.stop();
    const env = environment({ MQTT_PASSWORD: "wrong" });
    ingest = await startService({ dir: `${directory.path}/refused`, name: "ingest", env, waitFor: "live" });
    await eventually(async () => {
      const { checks } = (await (await fetch(`${ingest.url}/health/ready`)).json()) as { checks: { broker: string } };
      expect(checks.broker).toMatch(/not authorized/i);
    });
    const { username } = broker.credentials("ingest");
    await broker.stop();
    broker = await startMosquitto({
      dir: `${directory.path}/mosquitto`,
      port: broker.port,
      users: { [username]: "wrong", device: broker.credentials("device").password },
    });
    await eventually(async () => expect((await fetch(`${ingest.url}/health/ready`)).status).toBe(200));
  });

  it("refuses to start with a bad environment and lists every fault", async () => {
    const env = environment({
      MQTT_URL: "http://x",
      HTTP_PORT: "-1",
      INGEST_PLAUSIBLE_RANGES: "{",
      MQTT_PROTOCOL_VERSION: "3",
    });
    const start = startService({ dir: `${directory.path}/faulty`, name: "ingest", env });
    const message = await start.then(
      () => "started",
      (error: Error) => error.message,
    );
    for (const name of ["MQTT_URL", "INGEST_PLAUSIBLE_RANGES", "MQTT_PROTOCOL_VERSION"])
      expect(message).toContain(name);
  });
});
