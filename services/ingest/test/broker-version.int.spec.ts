import { readFileSync, writeFileSync } from "node:fs";
import { INSTANCES_SUBJECT, type ServiceInstance } from "@gridwatch/contracts";
import {
  type MosquittoHandle,
  type NatsHandle,
  type ServiceHandle,
  startMosquitto,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import { connectNats, eventually, readTelemetry, temporaryDirectory } from "@gridwatch/testkit";
import mqtt from "mqtt";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let broker: MosquittoHandle;
let nats: NatsHandle;
let ingest: ServiceHandle | undefined;

beforeEach(async () => {
  directory = await temporaryDirectory("broker-version");
  broker = await startMosquitto({ dir: `${directory.path}/mosquitto` });
  nats = await startNats({ dir: `${directory.path}/nats` });
});

afterEach(async () => {
  await ingest?.stop();
  await nats.stop();
  await broker.stop();
  await directory.remove();
});

function start(protocolVersion: string): Promise<ServiceHandle> {
  const { username, password } = broker.credentials("ingest");
  const env = {
    NATS_URL: nats.url,
    NATS_USER: nats.credentials.username,
    NATS_PASSWORD: nats.credentials.password,
    MQTT_URL: broker.url,
    MQTT_USERNAME: username,
    MQTT_PASSWORD: password,
    MQTT_PROTOCOL_VERSION: protocolVersion,
    LOG_LEVEL: "debug",
  };
  return startService({ dir: `${directory.path}/ingest`, name: "ingest", env });
}

async function toldByIngest(): Promise<ServiceInstance> {
  const nc = await connectNats(nats);
  try {
    return (await nc.request(INSTANCES_SUBJECT, "", { timeout: 2_000 })).json<ServiceInstance>();
  } finally {
    await nc.close();
  }
}

async function publishOne(): Promise<void> {
  const device = await mqtt.connectAsync(broker.url, broker.credentials("device"));
  await device.publishAsync("sensors/unit-1/telemetry", '{"input_voltage":230}', { qos: 1 });
  await device.endAsync();
}

it.each(["5", "4"])("ingest tells the version of the broker, in MQTT version %s", async (protocolVersion) => {
  ingest = await start(protocolVersion);
  const mosquitto = expect.stringMatching(/^mosquitto \d+\.\d+\.\d+$/);
  await eventually(async () => expect(await toldByIngest()).toMatchObject({ ready: true, brokerVersion: mosquitto }));
});

it("takes readings as ever from a broker that does not let it read the version", async () => {
  const list = `${directory.path}/mosquitto/acl`;
  const rules = readFileSync(list, "utf8");
  expect(rules).toContain("$SYS");
  writeFileSync(list, rules.replace(/^.*\$SYS.*\n/gm, ""));
  await broker.restart();
  ingest = await start("5");
  const { logFile } = ingest;
  const log = () => readFileSync(logFile, "utf8");
  await eventually(() => expect(log().match(/the broker does not tell its version/g)).toHaveLength(2));
  await publishOne();
  await eventually(async () => expect(await readTelemetry(nats)).toHaveLength(1));
  const told = await toldByIngest();
  expect(told).toMatchObject({ ready: true, checks: { broker: "ok" } });
  expect(told).not.toHaveProperty("brokerVersion");
  // One session from first to last, and nothing that calls for anybody.
  expect(log().match(/"msg":"subscribed"/g)).toHaveLength(1);
  expect(log()).not.toMatch(/"level":"?(warn|error|40|50)/);
});
