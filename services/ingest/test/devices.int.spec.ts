import { NatsConfig, openBucket } from "@gridwatch/backbone";
import { DEVICES_BUCKET } from "@gridwatch/contracts";
import {
  type MosquittoHandle,
  type NatsHandle,
  type ServiceHandle,
  startMosquitto,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import {
  connectNats,
  eventually,
  readDeadLetters,
  readMetric,
  readTelemetry,
  temporaryDirectory,
} from "@gridwatch/testkit";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import mqtt, { type MqttClient } from "mqtt";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let broker: MosquittoHandle;
let nats: NatsHandle;
let nc: NatsConnection;
let ingest: ServiceHandle;
let device: MqttClient;

function start(name: string, ceilings: Record<string, string>): Promise<ServiceHandle> {
  const { username, password } = broker.credentials("ingest");
  const env = {
    NATS_URL: nats.url,
    NATS_USER: nats.credentials.username,
    NATS_PASSWORD: nats.credentials.password,
    MQTT_URL: broker.url,
    MQTT_USERNAME: username,
    MQTT_PASSWORD: password,
    MQTT_CLIENT_ID: name,
    ...ceilings,
  };
  return startService({ dir: `${directory.path}/${name}`, name, env });
}

beforeEach(async () => {
  directory = await temporaryDirectory("devices");
  broker = await startMosquitto({ dir: `${directory.path}/mosquitto` });
  nats = await startNats({ dir: `${directory.path}/nats` });
  nc = await connectNats(nats);
  device = await mqtt.connectAsync(broker.url, { ...broker.credentials("device"), reconnectPeriod: 200 });
});

afterEach(async () => {
  await device.endAsync(true);
  await ingest.stop();
  await nc.close();
  await nats.stop();
  await broker.stop();
  await directory.remove();
});

async function bucket() {
  const backbone = { nc, js: jetstream(nc), jsm: await jetstreamManager(nc) };
  return openBucket(backbone, DEVICES_BUCKET, new NatsConfig());
}

async function knownIds(): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of await (await bucket()).keys()) ids.push(id);
  return ids.sort();
}

const send = (id: string, payload = '{"input_voltage":240}') =>
  device.publishAsync(`sensors/${id}/telemetry`, payload, { qos: 1 });

/** Sorted, since the units of one shard may overtake those of another. */
async function arrivedFrom(): Promise<string[]> {
  return (await readTelemetry(nats)).map((reading) => reading.device).sort();
}

async function buried(): Promise<[reason: string, topic: string][]> {
  return (await readDeadLetters(nats)).map(({ reason, topic }) => [reason, topic]);
}

describe("the guard against runaway device ids", () => {
  it("buries what comes beyond the ceiling of a minute, says so, and knows the fleet again after a restart", async () => {
    ingest = await start("ingest-0", { INGEST_MAX_NEW_DEVICES_PER_MINUTE: "2" });
    for (const id of ["unit-1", "unit-2", "unit-3", "unit-1"]) await send(id);
    await send("unit-4", "garbage");
    await eventually(async () => expect(await arrivedFrom()).toEqual(["unit-1", "unit-1", "unit-2"]));
    await eventually(async () =>
      expect(await buried()).toEqual([
        ["too_many_new_devices", "sensors/unit-3/telemetry"],
        ["malformed_json", "sensors/unit-4/telemetry"],
      ]),
    );
    expect(ingest.logTail()).toContain("unit-3 is new");
    await eventually(async () => expect(await knownIds()).toEqual(["unit-1", "unit-2"]));
    await ingest.kill();
    await ingest.restart();
    for (const id of ["unit-1", "unit-2", "unit-5", "unit-6"]) await send(id);
    await eventually(async () =>
      expect(await arrivedFrom()).toEqual(["unit-1", "unit-1", "unit-1", "unit-2", "unit-2", "unit-5", "unit-6"]),
    );
    expect(await readMetric(ingest.url, "gridwatch_ingest_devices")).toBe(4);
  });

  it("buries what comes beyond the ceiling in all, until somebody removes an id from the bucket", async () => {
    ingest = await start("ingest-0", { INGEST_MAX_DEVICES: "2" });
    for (const id of ["unit-1", "unit-2", "unit-3"]) await send(id);
    await eventually(async () => expect(await buried()).toEqual([["too_many_devices", "sensors/unit-3/telemetry"]]));
    await eventually(async () => expect(await knownIds()).toEqual(["unit-1", "unit-2"]));
    await (await bucket()).delete("unit-1");
    await eventually(async () => expect(await readMetric(ingest.url, "gridwatch_ingest_devices")).toBe(1));
    await send("unit-3");
    await eventually(async () => expect(await arrivedFrom()).toEqual(["unit-1", "unit-2", "unit-3"]));
  });

  it("counts the ids that other replicas take up", async () => {
    ingest = await start("ingest-0", { INGEST_MAX_DEVICES: "2" });
    const other = await start("ingest-1", { INGEST_MAX_DEVICES: "2" });
    try {
      await send("unit-1");
      await send("unit-2");
      for (const { url } of [ingest, other])
        await eventually(async () => expect(await readMetric(url, "gridwatch_ingest_devices")).toBe(2));
      for (const id of ["unit-3", "unit-4", "unit-5", "unit-6"]) await send(id);
      await eventually(async () => expect(await buried()).toHaveLength(4));
    } finally {
      await other.stop();
    }
  });
});
