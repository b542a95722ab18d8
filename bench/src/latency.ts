import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Platform, startMosquitto, startPlatform } from "@gridwatch/local-stack";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import { io, type Socket } from "socket.io-client";
import { CpuAccount } from "./cpu-account.js";
import { Delays } from "./delays.js";
import { atMost, judge, report, rounded } from "./report.js";
import { SteadyLoad, unitName } from "./steady-load.js";
import { StoredProbe } from "./stored-probe.js";

/**
 * From the moment a device's message is handed to the broker's socket to the moment a Socket.IO client has it, and to
 * the moment InfluxDB has it. One process publishes and receives, so that one clock measures; what it costs itself
 * stands in the delays. Every unit's room is followed, through the edge as a browser would, so every reading counts.
 * `p50Ms` and `p99Ms` are of the units' rooms, where each reading is passed on as it comes; the fleet's room, which
 * sends four frames a second by design, is shown apart.
 */
const DEVICES = 1_000;
const ROOMS_PER_CLIENT = 50;
const READINGS_PER_SECOND = 2_000;
const WARM_UP_SECONDS = 5;
const BARE_SECONDS = 15;
const SECONDS = 30;
/** Ten a second; prime to the number of units, so that they come from all of them. */
const STORED_EVERY = 201;

interface Frame {
  room: string;
  readings: { devices: string[]; timestamps: number[] };
}

const UNITS = Array.from({ length: DEVICES }, (_, i) => unitName(i));
const GROUPS = Array.from({ length: DEVICES / ROOMS_PER_CLIENT }, (_, i) =>
  UNITS.slice(i * ROOMS_PER_CLIENT, (i + 1) * ROOMS_PER_CLIENT),
);

function connectClient(url: string): Socket {
  return io(url, { transports: ["websocket"], forceNew: true });
}

async function nothingMissing(delays: Delays): Promise<void> {
  await eventually(
    () => {
      if (delays.missing > 0) throw new Error(`${delays.missing} readings have not arrived`);
    },
    { timeoutMs: 30_000 },
  );
}

/** The same readings through nothing but an MQTT.js client and a Socket.IO server. */
async function measureBareRelay(dir: string): Promise<Delays> {
  const broker = await startMosquitto({ dir });
  const { username, password } = broker.credentials("ingest");
  const relay = spawn(
    process.execPath,
    [fileURLToPath(new URL("./bare-relay.js", import.meta.url)), "--url", broker.url],
    {
      env: { ...process.env, MQTT_USERNAME: username, MQTT_PASSWORD: password },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const delays = new Delays();
  const clients: Socket[] = [];
  try {
    const [port] = (await once(relay.stdout, "data")) as [Buffer];
    for (const devices of GROUPS) {
      const client = connectClient(`http://127.0.0.1:${port.toString().trim()}`);
      clients.push(client);
      client.on("reading", (device: string, payload: string) => {
        delays.seen(device, (JSON.parse(payload) as { timestamp: number }).timestamp);
      });
      await client.emitWithAck("subscribe", { devices });
    }
    const load = await SteadyLoad.connect(broker, {
      devices: DEVICES,
      readingsPerSecond: READINGS_PER_SECOND,
      onPublish: (device, timestamp) => delays.published(device, timestamp),
    });
    await load.run(WARM_UP_SECONDS);
    await nothingMissing(delays);
    delays.clear();
    await load.run(BARE_SECONDS);
    await nothingMissing(delays);
    load.close();
    return delays;
  } finally {
    for (const client of clients) client.close();
    relay.kill();
    await broker.stop();
  }
}

/** Connects a client and resolves when it has the first snapshot of each room. */
async function follow(
  url: string,
  subscription: { fleet?: boolean; devices?: string[] },
  onFrame: (frame: Frame) => void,
): Promise<Socket> {
  const client = connectClient(url);
  let wanted = (subscription.devices?.length ?? 0) + Number(subscription.fleet ?? false);
  client.on("snapshot", () => wanted--);
  client.on(subscription.fleet === true ? "fleet" : "readings", onFrame);
  client.emit("subscribe", subscription);
  await eventually(() => {
    if (wanted > 0) throw new Error(`${wanted} snapshots have not come`);
  });
  return client;
}

async function measurePlatform(platform: Platform) {
  const device = new Delays();
  const fleet = new Delays();
  const stored = new Delays();
  const seenBy =
    (delays: Delays) =>
    ({ readings: { devices, timestamps } }: Frame) => {
      for (const [row, name] of devices.entries()) delays.seen(name, timestamps[row] ?? Number.NaN);
    };
  const probe = new StoredProbe(platform.influx, stored);
  const clients: Socket[] = [];
  let published = 0;
  try {
    for (const devices of GROUPS) clients.push(await follow(platform.url, { devices }, seenBy(device)));
    clients.push(await follow(platform.url, { fleet: true }, seenBy(fleet)));
    const load = await SteadyLoad.connect(platform.mosquitto, {
      devices: DEVICES,
      readingsPerSecond: READINGS_PER_SECOND,
      onPublish: (name, timestamp) => {
        for (const delays of [device, fleet]) delays.published(name, timestamp);
        if (published++ % STORED_EVERY === 0) probe.watchFor(name, timestamp);
      },
    });
    await load.run(WARM_UP_SECONDS);
    await nothingMissing(device);
    await nothingMissing(stored);
    for (const delays of [device, fleet, stored]) delays.clear();
    const cpu = new CpuAccount(
      new Map<string, { pid: number }>([...platform.parts, ["load generator and clients", process]]),
    );
    const readings = await load.run(SECONDS);
    await nothingMissing(device);
    await nothingMissing(stored);
    load.close();
    return { device, fleet, stored, cpuMicrosPerReading: cpu.microsPerReading(readings) };
  } finally {
    probe.stop();
    for (const client of clients) client.close();
  }
}

const directory = await temporaryDirectory("bench-latency");
try {
  const bare = await measureBareRelay(`${directory.path}/bare`);
  const platform = await startPlatform({ dir: `${directory.path}/platform` });
  const { device, fleet, stored, cpuMicrosPerReading } = await measurePlatform(platform).finally(() => platform.stop());
  const figures = {
    p50Ms: rounded(device.percentile(0.5)),
    p99Ms: rounded(device.percentile(0.99)),
    storedP50Ms: rounded(stored.percentile(0.5)),
    storedP99Ms: rounded(stored.percentile(0.99)),
    fleetP50Ms: rounded(fleet.percentile(0.5)),
    fleetP99Ms: rounded(fleet.percentile(0.99)),
    bareP50Ms: rounded(bare.percentile(0.5)),
    bareP99Ms: rounded(bare.percentile(0.99)),
    readings: device.count,
    storedReadingsSampled: stored.count,
    cpuMicrosPerReading,
  };
  report("latency", judge(figures, { p50Ms: atMost(40), p99Ms: atMost(150), storedP99Ms: atMost(600) }));
} finally {
  await directory.remove();
}
