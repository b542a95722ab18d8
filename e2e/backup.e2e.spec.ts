import { execFile } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { announcePlatform, type Platform, REPOSITORY_ROOT, startPlatform } from "@gridwatch/local-stack";
import {
  eventually,
  expectAccountsToAgree,
  NumberedLoad,
  queryInflux,
  readDeadLetters,
  readStream,
  readTelemetry,
  storedBelow,
  temporaryDirectory,
} from "@gridwatch/testkit";

const HOUR_MS = 3_600_000;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let load: NumberedLoad;

beforeAll(async () => {
  directory = await temporaryDirectory("backup");
  platform = await startPlatform({ dir: join(directory.path, "data"), web: false });
}, 120_000);

afterAll(async () => {
  await load?.end();
  await platform?.stop();
  await directory.remove();
});

interface Ended {
  code: number;
  out: string;
  err: string;
}

function operate(name: "backup" | "restore", args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const main = join(REPOSITORY_ROOT, `tools/operate/dist/${name}.js`);
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { env: { PATH: process.env["PATH"], ...env } }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

type Reading = Record<string, number | string | boolean>;

/** A load's readings in the database by their number, with everything that stands beside it. */
async function storedReadings({ influx }: Platform, { name }: NumberedLoad): Promise<Map<number, Reading>> {
  const rows = await queryInflux(influx, `SELECT * FROM telemetry WHERE device =~ /^${name}-/ GROUP BY device`);
  return new Map(rows.map((row) => [Number(row["number"]), row as Reading]));
}

/** The numbers of a load that JetStream or the database holds: what the platform has acknowledged to the broker. */
async function heldNumbers({ nats, influx }: Platform, { name }: NumberedLoad): Promise<Set<number>> {
  const readings = await readTelemetry(nats);
  const inStream = readings
    .filter(({ device }) => device.startsWith(`${name}-`))
    .map(({ data }) => data["number"] ?? -1);
  const rows = await queryInflux(influx, `SELECT number FROM telemetry WHERE device =~ /^${name}-/`);
  return new Set([...inStream, ...rows.map((row) => Number(row["number"]))]);
}

const lettersOf = async ({ nats }: Platform) =>
  (await readDeadLetters(nats)).map(({ topic, reason, payload }) => [topic, reason, Buffer.from(payload).toString()]);

const bucketOf = async ({ nats }: Platform, name: string) =>
  (await readStream(nats, `KV_${name}`)).map(({ subject, data }) => [subject, Buffer.from(data).toString()]);

async function models(of: Platform): Promise<unknown> {
  const response = await fetch(`${of.service("predict").url}/api/v1/models`);
  expect(response.status).toBe(200);
  return response.json();
}

it("brings back, after everything was destroyed, all that had been acknowledged when a backup under load began", async () => {
  load = await NumberedLoad.on(platform.mosquitto, { name: "kept", ballast: 3 });
  load.begin();
  for (let i = 0; i < 5; i++) load.publishAt(Date.now() + 24 * HOUR_MS + i, "timestamp_ahead");
  await eventually(
    async () => {
      expect(await storedBelow(platform, load, 3_000)).toBeGreaterThan(2_900);
      expect(await lettersOf(platform)).toHaveLength(5);
      expect(await models(platform)).toMatchObject({ models: [{}, {}] });
      const rolledUp = { q: 'SELECT COUNT(readings) FROM gridwatch."1m".telemetry' };
      expect(await queryInflux(platform.influx, rolledUp.q)).toHaveLength(1);
    },
    { timeoutMs: 60_000 },
  );
  // So that part of it waits in the stream.
  platform.part("storage").signal("SIGSTOP");
  const then = load.published;
  await eventually(async () => expect((await heldNumbers(platform, load)).size).toBeGreaterThan(then + 1_500), {
    timeoutMs: 30_000,
  });
  const held = await heldNumbers(platform, load);
  const stored = await storedReadings(platform, load);
  expect(held.size).toBeGreaterThan(stored.size + 1_000);
  const before = {
    letters: await lettersOf(platform),
    devices: await bucketOf(platform, "DEVICES"),
    models: await models(platform),
  };

  const backups = join(directory.path, "backups");
  const backup = operate("backup", [backups, "--keep", "2"], platform.operatorEnvironment);
  platform.part("storage").signal("SIGCONT");
  const taken = await backup;
  expect(taken).toMatchObject({ code: 0, err: "" });
  expect(taken.out).toMatch(/^part .*\n[\s\S]*TELEMETRY +\d[\s\S]*DEAD_LETTERS +5 [\s\S]*raw +\d[\s\S]* is whole\n$/);
  const [name = ""] = readdirSync(backups);
  const path = join(backups, name);
  const values = await storedReadings(platform, load);
  load.pause();

  expect(await operate("restore", [path, "--replace"], platform.operatorEnvironment)).toMatchObject({
    code: 1,
    err: "services run that would write in between: stop analytics, ingest, predict, realtime, storage first\n",
  });
  await load.end();
  await platform.stop();
  const data = join(directory.path, "data");
  for (const server of ["mosquitto", "nats-server", "influxd"]) rmSync(join(data, server), { recursive: true });

  expect(await operate("restore", [path, "--data", data])).toMatchObject({ code: 0, err: "" });
  expect(await operate("restore", [path, "--data", data])).toMatchObject({
    code: 1,
    err: expect.stringMatching(
      /^the servers are not empty: they hold KV_.*TELEMETRY.*raw.*; --replace takes their place\n$/,
    ),
  });
  for (const part of ["streams", "points"]) {
    expect(await operate("restore", [path, "--data", data, "--replace", "--only", part])).toMatchObject({
      code: 0,
      err: "",
    });
  }

  platform = await startPlatform({ dir: data, web: false });
  await eventually(
    async () => {
      const back = await storedReadings(platform, load);
      expect([...held].filter((number) => !back.has(number))).toEqual([]);
      // What came while it was taken may be there or not, but never another value.
      for (const [number, reading] of back) expect(reading).toEqual(values.get(number) ?? reading);
    },
    { timeoutMs: 60_000 },
  );
  // A connection from before, to the same port, may be tried first.
  await eventually(async () => expect(await models(platform)).toEqual(before.models));
  expect((await lettersOf(platform)).slice(0, 5)).toEqual(before.letters);
  expect(await bucketOf(platform, "DEVICES")).toEqual(before.devices);

  // And it goes on.
  load = await NumberedLoad.on(platform.mosquitto, { name: "after" });
  load.begin();
  await eventually(async () => expect(await storedBelow(platform, load, 2_000)).toBe(2_000), { timeoutMs: 60_000 });
  load.pause();
  await expectAccountsToAgree(platform.service("analytics"));
  const streams = await operate(
    "backup",
    [join(directory.path, "streams"), "--streams-only"],
    platform.operatorEnvironment,
  );
  expect(streams).toMatchObject({ code: 0, err: "" });
  expect(streams.out).toMatch(/TELEMETRY +\d/);
  expect(streams.out).not.toMatch(/^raw/m);
  const withdraw = announcePlatform(data, "http://127.0.0.1:1", platform.servers);
  expect(await operate("backup", [backups, "--data", data, "--keep", "1"])).toMatchObject({
    code: 0,
    err: "",
    out: expect.stringContaining(`${path} is deleted`),
  });
  withdraw();
}, 280_000);

it("says in one line what is wrong", async () => {
  const nowhere = { NATS_URL: "nats://127.0.0.1:1" };
  expect(await operate("backup", [directory.path], nowhere)).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringMatching(/^NATS at nats:\/\/127\.0\.0\.1:1 cannot be used: .*\n$/),
  });
  expect(await operate("backup", [directory.path, "--data", directory.path])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^no platform runs on .*\n$/),
  });
  const wrong = { ...platform.operatorEnvironment, INFLUX_PASSWORD: "wrong" };
  expect(await operate("backup", [join(directory.path, "never")], wrong)).toMatchObject({
    code: 1,
    err: "authorization failed\n",
  });
  expect(readdirSync(join(directory.path, "never"))).toEqual([]);
  expect(await operate("restore", [directory.path], nowhere)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/ is no backup: .*\n$/),
  });
  expect(await operate("restore", [])).toMatchObject({ code: 2, err: expect.stringMatching(/^say one backup.*\n\n/) });
});
