import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { DeadLetterList } from "@gridwatch/contracts";
import {
  type InfluxHandle,
  type MosquittoHandle,
  type NatsHandle,
  type ServiceHandle,
  startInflux,
  startMosquitto,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import { eventually, queryInflux, temporaryDirectory } from "@gridwatch/testkit";
import mqtt from "mqtt";

const MAIN = fileURLToPath(new URL("../dist/deadletters.js", import.meta.url));
const USER = { username: "platform", password: "right-password" };
const UNTIL_REPLAYED = { timeoutMs: 30_000 };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let broker: MosquittoHandle;
let nats: NatsHandle;
let influx: InfluxHandle;
let ingest: ServiceHandle;
let storage: ServiceHandle;
let analytics: ServiceHandle;

function startOne(name: string, more: Record<string, string> = {}): Promise<ServiceHandle> {
  const env = {
    NATS_URL: nats.url,
    NATS_USER: nats.credentials.username,
    NATS_PASSWORD: nats.credentials.password,
    INFLUX_URL: influx.url,
    INFLUX_USERNAME: USER.username,
    INFLUX_PASSWORD: USER.password,
    ...more,
  };
  return startService({ dir: `${directory.path}/${name}`, name, env });
}

function startIngest(more: Record<string, string> = {}): Promise<ServiceHandle> {
  const { username, password } = broker.credentials("ingest");
  const session = { MQTT_USERNAME: username, MQTT_PASSWORD: password, MQTT_CLIENT_ID: "ingest-0" };
  return startOne("ingest", { MQTT_URL: broker.url, ...session, ...more });
}

/** Sends these to the platform as a device would, each to the word of its topic. */
async function send(...messages: [word: string, payload: string][]): Promise<void> {
  const device = await mqtt.connectAsync(broker.url, broker.credentials("device"));
  for (const [word, payload] of messages) await device.publishAsync(`sensors/unit-1/${word}`, payload, { qos: 1 });
  await device.endAsync();
}

interface Ended {
  code: number;
  out: string;
  err: string;
}

function deadletters(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args, "--url", analytics.url], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

beforeAll(async () => {
  directory = await temporaryDirectory("deadletters");
  [broker, nats, influx] = await Promise.all([
    startMosquitto({ dir: `${directory.path}/mosquitto` }),
    startNats({ dir: `${directory.path}/nats` }),
    startInflux({ dir: `${directory.path}/influx`, users: [{ ...USER, rights: "all" }] }),
  ]);
  ingest = await startIngest();
  storage = await startOne("storage");
  analytics = await startOne("analytics", { ANALYTICS_ALLOW_REPLAY: "true" });
});

afterAll(async () => {
  await Promise.all([ingest.stop(), storage.stop(), analytics.stop()]);
  await Promise.all([nats.stop(), influx.stop()]);
  await broker.stop();
  await directory.remove();
});

it("lists, counts and looks at letters, replays them after a fix, and says in one line why it cannot", async () => {
  const timestamp = Date.now() + 3_600_000;
  await send(["current", `{"value":15.5,"timestamp":${timestamp}}`], ["telemetry", "\u001b[2J broken"]);
  await eventually(async () => expect((await deadletters("count")).out).toMatch(/^all +2$/m));

  const count = await deadletters("count", "--reason", "timestamp_ahead");
  expect(count).toMatchObject({ code: 0, err: "" });
  expect(count.out).toMatch(/^ingest: timestamp_ahead +1/m);
  expect(count.out).not.toContain("malformed_json");

  const list = await deadletters("list");
  expect(list.out).toMatch(
    /^number .*\n2 .*ingest: malformed_json .*sensors\/unit-1\/telemetry.*\n1 .*ingest: timestamp_ahead .*\n$/,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey it
  expect(list.out).not.toMatch(/\u001b/);
  const { letters } = JSON.parse((await deadletters("list", "--json", "--limit", "1")).out) as DeadLetterList;
  expect(letters).toMatchObject([{ seq: 2, payload: "\u001b[2J broken" }]);
  const since = new Date(Date.now() + 60_000).toISOString();
  expect(await deadletters("list", "--since", since)).toMatchObject({ code: 0, out: "no dead letters\n" });

  const dry = await deadletters("replay", "--reason", "timestamp_ahead");
  expect(dry).toMatchObject({ code: 0, err: "" });
  expect(dry.out).toContain("1 of 1 letters would be taken in again");
  const chosen = await deadletters("replay", "--sequences", "1,99");
  expect(chosen.out).toContain("1 of 2 letters would");
  expect(chosen.out).toContain("99 stays: there is no such letter");

  await ingest.stop();
  ingest = await startIngest({ INGEST_MAX_AHEAD_MS: "7200000" });
  expect((await deadletters("count")).out).toMatch(/^all +2$/m);
  const done = await deadletters("replay", "--reason", "timestamp_ahead", "--yes");
  expect(done).toMatchObject({ code: 0, err: "" });
  expect(done.out).toContain("1 of 1 letters are taken in again within seconds");
  await eventually(async () => {
    const rows = await queryInflux(influx, `SELECT input_current FROM telemetry WHERE time = ${timestamp}ms`);
    expect(rows).toMatchObject([{ time: timestamp, input_current: 15.5 }]);
    expect((await deadletters("count")).out).toMatch(/^all +1$/m);
  }, UNTIL_REPLAYED);

  expect(await deadletters("burn")).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringMatching(/^say one of .*\n\n/),
  });
  await analytics.stop();
  analytics = await startOne("analytics");
  const off = await deadletters("replay", "--yes");
  expect(off).toMatchObject({ code: 1, out: "" });
  expect(off.err).toMatch(/^.* answers 403: .*ANALYTICS_ALLOW_REPLAY.*\n$/);
  await nats.stop();
  await eventually(async () => {
    const unavailable = await deadletters("list");
    expect(unavailable).toMatchObject({ code: 1, out: "" });
    expect(unavailable.err).toMatch(/^.* answers 503: .+\n$/);
  });
  await nats.restart();
  await analytics.stop();
  const gone = await deadletters("count");
  expect(gone).toMatchObject({ code: 1, out: "" });
  expect(gone.err).toMatch(/^.* does not answer: .+\n$/);
}, 120_000);
