import {
  type MosquittoHandle,
  type NatsHandle,
  type ServiceHandle,
  startMosquitto,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import { eventually, readMetric, readTelemetry, temporaryDirectory } from "@gridwatch/testkit";
import mqtt, { type MqttClient } from "mqtt";

/** Of the promise: what the broker holds for a replica that is gone arrives within a minute. */
const ADOPTED_WITHIN_MS = 60_000;

const SCENARIO_MS = 240_000;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let broker: MosquittoHandle;
let nats: NatsHandle;
let replicas: Map<string, ServiceHandle>;
let load: Load;

/** A device that publishes numbered readings, each with a time of its own. */
class Load {
  private readonly start = Date.now() - 3_600_000;
  private timer: NodeJS.Timeout | undefined;
  published = 0;
  readonly acknowledged = new Set<number>();

  constructor(private readonly client: MqttClient) {}

  publish(count: number): void {
    for (let i = 0; i < count; i++) {
      const number = this.published++;
      const payload = JSON.stringify({ number, timestamp: this.start + number });
      this.client.publish(`sensors/unit-${number % 20}/telemetry`, payload, { qos: 1 }, (error) => {
        if (!error) this.acknowledged.add(number);
      });
    }
  }

  begin(): void {
    this.timer = setInterval(() => this.publish(4), 20);
  }

  pause(): void {
    clearInterval(this.timer);
  }

  async end(): Promise<void> {
    this.pause();
    await this.client.endAsync(true);
  }
}

async function start(name: string, more: Record<string, string> = {}): Promise<ServiceHandle> {
  const { username, password } = broker.credentials("ingest");
  const handle = await startService({
    dir: `${directory.path}/${name}`,
    name,
    env: {
      NATS_URL: nats.url,
      NATS_USER: nats.credentials.username,
      NATS_PASSWORD: nats.credentials.password,
      MQTT_URL: broker.url,
      MQTT_USERNAME: username,
      MQTT_PASSWORD: password,
      MQTT_CLIENT_ID: name,
      ...more,
    },
  });
  replicas.set(name, handle);
  return handle;
}

/** A replica that takes an adopted session's messages ten at a time, so that an adoption can be caught in the middle. */
const startSlow = (name: string) => start(name, { INGEST_MAX_HELD_MESSAGES: "80", INGEST_BATCH_MS: "100" });

function replica(name: string): ServiceHandle {
  const handle = replicas.get(name);
  if (handle === undefined) throw new Error(`no ${name}`);
  return handle;
}

const published = (name: string) => readMetric(replica(name).url, "gridwatch_ingest_readings_published_total");
const adoptedReadings = (name: string) => readMetric(replica(name).url, "gridwatch_ingest_readings_adopted_total");
const adoptedSessions = (name: string) => readMetric(replica(name).url, "gridwatch_ingest_sessions_adopted_total");
const members = (name: string) => readMetric(replica(name).url, "gridwatch_ingest_members");

async function untilAllShare(...names: string[]): Promise<void> {
  const before = await Promise.all(names.map(published));
  await eventually(async () => {
    const now = await Promise.all(names.map(published));
    for (const [i, count] of now.entries()) expect(count).toBeGreaterThan((before[i] ?? 0) + 20);
  });
}

async function expectEverythingToArrive(timeoutMs = ADOPTED_WITHIN_MS): Promise<void> {
  await eventually(() => expect(load.acknowledged.size).toBe(load.published));
  await eventually(
    async () => {
      const arrived = new Set((await readTelemetry(nats)).map(({ data }) => data["number"]));
      expect([...load.acknowledged].filter((number) => !arrived.has(number))).toEqual([]);
    },
    { timeoutMs, everyMs: 500 },
  );
}

/** What stands twice is the same reading, redelivered: the database keeps one. */
async function expectCopiesToBeEqual(): Promise<void> {
  const placeOf = new Map<unknown, string>();
  for (const { device, timestamp, data } of await readTelemetry(nats)) {
    const place = `${device} ${timestamp}`;
    expect(placeOf.get(data["number"]) ?? place).toBe(place);
    placeOf.set(data["number"], place);
  }
  expect(placeOf.size).toBe(load.published);
}

async function sessionExists(clientId: string): Promise<boolean> {
  const options = { ...broker.credentials("ingest"), clientId, clean: false, protocolVersion: 5 as const };
  const client = mqtt.connect(broker.url, { ...options, manualConnect: true, reconnectPeriod: 0 });
  const answer = new Promise<boolean>((resolve) => client.once("connect", (ack) => resolve(ack.sessionPresent)));
  client.connect();
  const present = await answer;
  await client.endAsync();
  return present;
}

beforeEach(async () => {
  directory = await temporaryDirectory("members");
  broker = await startMosquitto({ dir: `${directory.path}/mosquitto` });
  nats = await startNats({ dir: `${directory.path}/nats` });
  replicas = new Map();
  load = new Load(await mqtt.connectAsync(broker.url, { ...broker.credentials("device"), reconnectPeriod: 200 }));
});

afterEach(async () => {
  await load.end();
  await Promise.all([...replicas.values()].map((handle) => handle.kill()));
  await nats.stop();
  await broker.stop();
  await directory.remove();
});

describe("replicas of ingest", () => {
  it(
    "adopt the session of one that is killed for good: all that the broker queued for it arrives within a minute",
    async () => {
      await Promise.all([start("ingest-0"), start("ingest-1")]);
      load.begin();
      await untilAllShare("ingest-0", "ingest-1");
      await replica("ingest-1").kill();
      const killedAt = performance.now();
      await eventually(async () => expect(await adoptedSessions("ingest-0")).toBe(1), {
        timeoutMs: ADOPTED_WITHIN_MS,
      });
      load.pause();
      await expectEverythingToArrive(ADOPTED_WITHIN_MS - (performance.now() - killedAt));
      expect(await adoptedReadings("ingest-0")).toBeGreaterThan(0);
      expect(await sessionExists("ingest-1")).toBe(false);
      await eventually(async () => expect(await members("ingest-0")).toBe(1));
      load.publish(200);
      await expectEverythingToArrive();
      await expectCopiesToBeEqual();
      expect((await fetch(`${replica("ingest-0").url}/health/ready`)).status).toBe(200);
    },
    SCENARIO_MS,
  );

  it(
    "come and go: a third joins, and one that is told to stop for good is missed by nobody",
    async () => {
      await Promise.all([start("ingest-0"), start("ingest-1")]);
      load.begin();
      await untilAllShare("ingest-0", "ingest-1");
      await start("ingest-2");
      await untilAllShare("ingest-0", "ingest-1", "ingest-2");
      await replica("ingest-1").stop();
      await eventually(
        async () => expect((await adoptedSessions("ingest-0")) + (await adoptedSessions("ingest-2"))).toBe(1),
        { timeoutMs: ADOPTED_WITHIN_MS },
      );
      load.pause();
      await expectEverythingToArrive();
      await expectCopiesToBeEqual();
      expect(await sessionExists("ingest-1")).toBe(false);
      await eventually(async () => expect(await members("ingest-0")).toBe(2));
    },
    SCENARIO_MS,
  );

  it(
    "leave a session to its owner who comes back while it is being adopted",
    async () => {
      await Promise.all([startSlow("ingest-0"), startSlow("ingest-1")]);
      load.begin();
      await untilAllShare("ingest-0", "ingest-1");
      load.pause();
      await replica("ingest-1").kill();
      load.publish(6_000);
      await eventually(async () => expect(await adoptedReadings("ingest-0")).toBeGreaterThan(100), {
        timeoutMs: ADOPTED_WITHIN_MS,
      });
      await replica("ingest-1").restart();
      await expectEverythingToArrive();
      expect(await adoptedSessions("ingest-0")).toBe(0);
      load.begin();
      await untilAllShare("ingest-0", "ingest-1");
      load.pause();
      await expectEverythingToArrive();
      await expectCopiesToBeEqual();
    },
    SCENARIO_MS,
  );

  it(
    "get one back that was only held up, and whose session they have ended meanwhile",
    async () => {
      await Promise.all([start("ingest-0"), start("ingest-1")]);
      load.begin();
      await untilAllShare("ingest-0", "ingest-1");
      replica("ingest-1").signal("SIGSTOP");
      await eventually(async () => expect(await adoptedSessions("ingest-0")).toBe(1), {
        timeoutMs: ADOPTED_WITHIN_MS,
      });
      replica("ingest-1").signal("SIGCONT");
      await eventually(async () => expect(await members("ingest-0")).toBe(2), { timeoutMs: 30_000 });
      await untilAllShare("ingest-0", "ingest-1");
      load.pause();
      await expectEverythingToArrive();
      await expectCopiesToBeEqual();
    },
    SCENARIO_MS,
  );

  it(
    "adopt two sessions when the one that was adopting is killed itself",
    async () => {
      await Promise.all(["ingest-0", "ingest-1", "ingest-2"].map(startSlow));
      load.begin();
      await untilAllShare("ingest-0", "ingest-1", "ingest-2");
      load.pause();
      await replica("ingest-2").kill();
      load.publish(6_000);
      const adopter = await eventually(
        async () => {
          for (const name of ["ingest-0", "ingest-1"]) if ((await adoptedReadings(name)) > 100) return name;
          throw new Error("nobody adopts it yet");
        },
        { timeoutMs: ADOPTED_WITHIN_MS },
      );
      await replica(adopter).kill();
      const last = adopter === "ingest-0" ? "ingest-1" : "ingest-0";
      await eventually(async () => expect(await adoptedSessions(last)).toBe(2), { timeoutMs: 2 * ADOPTED_WITHIN_MS });
      await expectEverythingToArrive();
      await expectCopiesToBeEqual();
      for (const name of ["ingest-2", adopter]) expect(await sessionExists(name)).toBe(false);
    },
    SCENARIO_MS,
  );

  it(
    "become one with a subscription of its own, and several again, and nothing is lost or comes twice",
    async () => {
      const alone = { MQTT_SHARED_GROUP: "-" };
      for (const more of [alone, {}, alone]) {
        await start("ingest-0", more);
        load.publish(50);
        await expectEverythingToArrive();
        await replica("ingest-0").stop();
        // Waits at the broker for the next one.
        load.publish(50);
      }
      await start("ingest-0");
      load.publish(50);
      await expectEverythingToArrive();
      expect(await readTelemetry(nats)).toHaveLength(load.published);
    },
    SCENARIO_MS,
  );
});
