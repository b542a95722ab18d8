import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Finding } from "@gridwatch/contracts";
import { findServer, freePort, type Platform, ServerProcess, startPlatform } from "@gridwatch/local-stack";
import { connectNats, eventually, queryInflux, temporaryDirectory } from "@gridwatch/testkit";
import { jetstreamManager } from "@nats-io/jetstream";
import mqtt from "mqtt";

const MAIN = fileURLToPath(new URL("../dist/doctor.js", import.meta.url));
const MEBIBYTE = 1024 * 1024;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
/** Of a stream that a megabyte-sized test can fill. */
const small = { TELEMETRY_MAX_BYTES: String(16 * MEBIBYTE) };

beforeAll(async () => {
  directory = await temporaryDirectory("doctor");
  platform = await startPlatform({
    dir: join(directory.path, "data"),
    web: false,
    services: ["ingest", "storage", "realtime", "analytics", "predict"],
    env: { ingest: small, storage: small, realtime: small, analytics: small, predict: small },
  });
}, 120_000);

afterAll(async () => {
  await platform?.stop();
  await directory.remove();
});

interface Ended {
  code: number;
  out: string;
  err: string;
}

function doctor(more: Record<string, string> = {}, ...args: string[]): Promise<Ended> {
  const env = { PATH: process.env["PATH"], ...platform.operatorEnvironment, ...small, ...more };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

/** What is not well, as `part check: verdict`. */
async function troubles(
  more: Record<string, string> = {},
): Promise<{ code: number; found: string[]; findings: Finding[] }> {
  const { code, out, err } = await doctor(more, "--json");
  expect(err).toBe("");
  const findings = JSON.parse(out) as Finding[];
  const found = findings.filter(({ verdict }) => verdict !== "ok");
  // Each with what to do.
  expect(found.filter(({ verdict, todo }) => verdict !== "unknown" && !todo)).toEqual([]);
  return { code, findings, found: found.map(({ part, check, verdict }) => `${part} ${check}: ${verdict}`) };
}

it("finds nothing at a platform that is well, having looked at every part", async () => {
  await eventually(async () => expect(await troubles()).toMatchObject({ code: 0, found: [] }), {
    timeoutMs: 40_000,
    everyMs: 1_000,
  });
  const { findings } = await troubles();
  expect(findings.map(({ part, check }) => `${part} ${check}`)).toEqual(
    expect.arrayContaining([
      "machine Node.js",
      "broker reached",
      "broker may do no more",
      "NATS version",
      "NATS anonymous",
      "NATS clock",
      "NATS may write readings",
      "NATS stream TELEMETRY",
      "NATS consumer TELEMETRY/storage",
      "InfluxDB clock",
      "InfluxDB anonymous",
      "InfluxDB may write",
      "InfluxDB retention raw",
      "InfluxDB retention 1d",
      "services predict",
      "services versions",
    ]),
  );
  const { code, out } = await doctor();
  expect(out).toMatch(/\n\nnothing to do\n$/);
  expect(code).toBe(0);
}, 90_000);

it("finds wrong passwords, each where it is wrong", async () => {
  expect(await troubles({ NATS_PASSWORD: "wrong" })).toMatchObject({ code: 1, found: ["NATS reached: fault"] });
  expect(await troubles({ MQTT_PASSWORD: "wrong" })).toMatchObject({ code: 1, found: ["broker reached: fault"] });
  expect(await troubles({ INFLUX_PASSWORD: "wrong" })).toMatchObject({
    code: 1,
    found: ["InfluxDB may read: fault", "InfluxDB may write: fault"],
  });
  // One that may only read finds that, and no more than it may see.
  const { username, password } = platform.secrets.influx.analytics;
  expect(await troubles({ INFLUX_USERNAME: username, INFLUX_PASSWORD: password })).toMatchObject({
    code: 1,
    found: ["InfluxDB may write: fault"],
  });
}, 60_000);

it("finds a broker that lets in anybody, and lets everybody do everything", async () => {
  const port = await freePort();
  const open = new ServerProcess({
    name: "mosquitto-without-configuration",
    command: findServer("mosquitto"),
    args: ["-p", String(port)],
    cwd: directory.path,
    env: {},
    logFile: join(directory.path, "open.log"),
    probe: async () => (await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {}, false)).endAsync(),
  });
  await open.start();
  const { code, found } = await troubles({ MQTT_URL: `mqtt://127.0.0.1:${port}` });
  expect({ code, found }).toEqual({ code: 0, found: ["broker may do no more: warning", "broker anonymous: warning"] });
  await open.stop();
});

it("finds a retention and limits that are not those configured", async () => {
  await queryInflux(platform.influx, 'ALTER RETENTION POLICY "raw" ON "gridwatch" DURATION 48h SHARD DURATION 24h');
  const { found, findings, code } = await troubles({ INSIGHTS_MAX_BYTES: String(64 * MEBIBYTE), STREAM_REPLICAS: "1" });
  expect({ code, found: found.sort() }).toEqual({
    code: 1,
    found: ["InfluxDB retention raw: fault", "NATS stream INSIGHTS: warning"],
  });
  expect(findings.find(({ check }) => check === "retention raw")?.says).toBe(
    "kept 2 days instead of 30 days: what is older is gone",
  );
  await queryInflux(platform.influx, 'ALTER RETENTION POLICY "raw" ON "gridwatch" DURATION 720h SHARD DURATION 24h');
});

it("finds a service that is gone, and a stream that fills up because of it", async () => {
  await platform.part("storage").stop();
  const nc = await connectNats(platform.nats);
  const js = (await jetstreamManager(nc)).jetstream();
  const body = new Uint8Array(512 * 1024);
  for (let bytes = 0; bytes < 13.5 * MEBIBYTE; bytes += body.length) await js.publish("telemetry.0", body);
  const almost = await troubles();
  expect(almost.code).toBe(1);
  expect(almost.found).toEqual(expect.arrayContaining(["services storage: fault", "NATS stream TELEMETRY: warning"]));
  for (let i = 0; i < 18; i++) await js.publish("telemetry.0", body.subarray(0, 128 * 1024));
  expect((await troubles()).found).toEqual(expect.arrayContaining(["NATS stream TELEMETRY: fault"]));
  await nc.close();
}, 60_000);

it("finds servers that are down, and says what is wrong with its own settings", async () => {
  await platform.part("nats-server").stop();
  await platform.part("influxd").stop();
  await platform.part("mosquitto").stop();
  expect(await troubles()).toMatchObject({
    code: 1,
    found: ["broker reached: fault", "NATS reached: fault", "InfluxDB reached: fault"],
  });
  const text = await doctor();
  expect(text.out).toMatch(
    /\n\nwhat to do\n[\s\S]*NATS, reached: see that nats-server runs[\s\S]*\n\n3 faults, 0 warnings\n$/,
  );
  expect(await doctor({ NATS_URL: "http://x" })).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining("NATS_URL must be nats://"),
  });
  expect(await doctor({}, "--loud")).toMatchObject({ code: 2, err: expect.stringContaining("npm run doctor") });
}, 60_000);
