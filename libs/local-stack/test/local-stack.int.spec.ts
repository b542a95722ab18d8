import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect as connectNats } from "@nats-io/transport-node";
import { connect, connectAsync } from "mqtt";
import { type InfluxHandle, startInflux } from "../src/influx.js";
import { type MosquittoHandle, startMosquitto } from "../src/mosquitto.js";
import { type NatsHandle, startNats } from "../src/nats.js";
import { startPlatform } from "../src/platform.js";
import type { Credentials } from "../src/secrets.js";

const folder = mkdtempSync(join(tmpdir(), "local-stack-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("mosquitto", () => {
  let broker: MosquittoHandle;
  beforeAll(async () => {
    const users = { ingest: "pass word", device: "d:e%v$", "unit-7": "own" };
    broker = await startMosquitto({ dir: join(folder, "mosquitto"), users });
  });
  afterAll(() => broker.stop());

  const login = ({ username, password }: Credentials, clientId?: string) =>
    connectAsync(broker.url, {
      username,
      password,
      // As most devices speak it: a refused message is acknowledged and goes nowhere.
      protocolVersion: 4,
      reconnectPeriod: 0,
      ...(clientId === undefined ? {} : { clientId, clean: false }),
    });

  it("lets in who knows the password, and nobody else", async () => {
    await (await login(broker.credentials("device"))).endAsync();
    await expect(login({ username: "device", password: "guess" })).rejects.toThrow("Not authorized");
    await expect(connectAsync(broker.url, { reconnectPeriod: 0 })).rejects.toThrow("Not authorized");
  });

  it("keeps a session and what is queued for it over a restart on the same port", async () => {
    const before = await login(broker.credentials("ingest"), "keeper");
    await before.subscribeAsync("sensors/#", { qos: 1 });
    await before.endAsync();
    const device = await login(broker.credentials("device"));
    await device.publishAsync("sensors/unit-1/telemetry", "kept", { qos: 1 });
    await device.endAsync();
    const { pid, port } = broker;

    await broker.restart();

    expect(broker.pid).not.toBe(pid);
    expect(broker.port).toBe(port);
    const { username, password } = broker.credentials("ingest");
    const after = connect(broker.url, { username, password, protocolVersion: 4, clientId: "keeper", clean: false });
    const payload = await new Promise<string>((resolve) => {
      after.on("message", (_topic, bytes) => resolve(bytes.toString()));
    });
    expect(payload).toBe("kept");
    await after.endAsync();
  });

  it("lets a device write below its own name only", async () => {
    const seen: string[] = [];
    const ingest = await login(broker.credentials("ingest"));
    const last = new Promise<void>((resolve) => {
      ingest.on("message", (topic) => {
        seen.push(topic);
        if (topic.endsWith("/last")) resolve();
      });
    });
    await ingest.subscribeAsync("sensors/#", { qos: 1 });
    const unit = await login(broker.credentials("unit-7"));
    await unit.publishAsync("sensors/unit-8/telemetry", "{}", { qos: 1 });
    await unit.publishAsync("sensors/unit-7/last", "{}", { qos: 1 });
    await last;
    expect(seen).toEqual(["sensors/unit-7/last"]);
    await Promise.all([unit.endAsync(), ingest.endAsync()]);
  });
});

describe("nats-server", () => {
  let nats: NatsHandle;
  beforeAll(async () => {
    nats = await startNats({ dir: join(folder, "nats") });
  });
  afterAll(() => nats.stop());

  const login = (password = nats.credentials.password) =>
    connectNats({ servers: nats.url, user: nats.credentials.username, pass: password, reconnect: false });

  it("lets in who knows the password, and nobody else", async () => {
    await (await login()).close();
    await expect(login("guess")).rejects.toThrow(/authorization/i);
  });

  it("keeps its streams when it is killed and started again", async () => {
    const before = await login();
    await (await jetstreamManager(before)).streams.add({ name: "KEPT", subjects: ["kept"] });
    await jetstream(before).publish("kept", "still here");
    await before.close();

    await nats.kill();
    expect(await nats.exited).toEqual({ code: null, signal: "SIGKILL" });
    await nats.restart();

    const after = await login();
    const message = await (await jetstreamManager(after)).streams.getMessage("KEPT", { seq: 1 });
    expect(message?.string()).toBe("still here");
    await after.close();
  });
});

describe("influxd", () => {
  const reader = { username: "reader", password: 'it\'s "quoted"' };
  const options = { dir: join(folder, "influx"), admin: { username: "admin", password: "secret" } };
  let influx: InfluxHandle;
  const start = () =>
    startInflux({ ...options, databases: ["grid"], users: [{ ...reader, rights: { read: "grid" } }] });
  beforeAll(async () => {
    influx = await start();
  });
  afterAll(() => influx.stop());

  const request = (path: string, { username, password }: Credentials, body?: string) =>
    fetch(`${influx.url}${path}`, {
      headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` },
      ...(body === undefined ? {} : { method: "POST", body }),
    });
  const count = "/query?db=grid&q=SELECT%20COUNT(v)%20FROM%20m";

  it("lets in who knows the password, and nobody else", async () => {
    expect((await request(count, reader)).status).toBe(200);
    expect((await request(count, { ...reader, password: "guess" })).status).toBe(401);
    expect((await fetch(`${influx.url}${count}`)).status).toBe(401);
  });

  it("lets a reader read its database and write nothing", async () => {
    expect((await request("/write?db=grid", reader, "m v=1")).status).toBe(403);
    expect((await request("/write?db=grid", influx.admin, "m v=1")).status).toBe(204);
    expect(await (await request(count, reader)).json()).toMatchObject({ results: [{ series: [{ name: "m" }] }] });
  });

  it("keeps data and users when it is killed and started again", async () => {
    await influx.kill();
    await influx.restart();
    expect(await (await request(count, reader)).json()).toMatchObject({ results: [{ series: [{ name: "m" }] }] });
  });

  it("starts on a folder that an earlier run has filled", async () => {
    await influx.stop();
    influx = await start();
    expect(await (await request(count, reader)).json()).toMatchObject({ results: [{ series: [{ name: "m" }] }] });
  });
});

describe("a server that cannot start", () => {
  it("is reported with the end of its log", async () => {
    const broker = await startMosquitto({ dir: join(folder, "first") });
    const second = startMosquitto({ dir: join(folder, "second"), port: broker.port });
    // The probe reaches the first broker, which does not know the second one's users.
    await expect(second).rejects.toThrow(/mosquitto ended while starting.*Address already in use/s);
    await broker.stop();
  });

  it("is reported when its configuration is wrong", async () => {
    const start = startMosquitto({ dir: join(folder, "wrong"), extraConfig: "no_such_option true" });
    await expect(start).rejects.toThrow(/Unknown configuration variable/);
  });
});

describe("the platform's servers", () => {
  it("come back with the same secrets, which nobody else may read", async () => {
    const dir = join(folder, "platform");
    const first = await startPlatform({ dir, services: [], web: false });
    const ports = { mosquitto: first.mosquitto.port };
    await first.stop();
    expect([...first.parts.values()].map((part) => part.running)).toEqual([false, false, false]);

    const second = await startPlatform({ dir, ports, services: [], web: false });
    expect(second.secrets).toEqual(first.secrets);
    expect(statSync(join(dir, "secrets.json")).mode & 0o777).toBe(0o600);
    await second.stop();
  });

  it("replaces a port that is taken, and says so", async () => {
    const squatter = await startMosquitto({ dir: join(folder, "squatter") });
    const said: unknown[] = [];
    const platform = await startPlatform({
      dir: join(folder, "elsewhere"),
      ports: { mosquitto: squatter.port },
      services: [],
      web: false,
      onStarted: ({ name, taken }) => said.push([name, taken]),
    });
    expect(platform.mosquitto.port).not.toBe(squatter.port);
    expect(said).toContainEqual(["mosquitto", squatter.port]);
    await Promise.all([platform.stop(), squatter.stop()]);
  });

  it("take one more ingest where several share, and refuse it beside one with a subscription of its own", async () => {
    const several = await startPlatform({
      dir: join(folder, "several"),
      services: ["ingest-0", "ingest-1"],
      web: false,
    });
    await several.startService("ingest-2");
    expect([...several.parts].filter(([, part]) => part.running).map(([name]) => name)).toContain("ingest-2");
    await several.stop();

    const lone = await startPlatform({ dir: join(folder, "lone"), services: ["ingest"], web: false });
    await expect(lone.startService("ingest-1")).rejects.toThrow(/cannot share with ingest/);
    await lone.stop();
  });
});
