import { spawn } from "node:child_process";
import { EventEmitter, on, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import { type MosquittoHandle, REPOSITORY_ROOT, startMosquitto } from "@gridwatch/local-stack";
import { connectAsync } from "mqtt";

const dir = mkdtempSync(join(tmpdir(), "simulator-"));
let broker: MosquittoHandle;

beforeAll(async () => {
  broker = await startMosquitto({ dir, users: { ingest: "listens", simulator: "speaks" } });
});
afterAll(async () => {
  await broker.stop();
  rmSync(dir, { recursive: true });
});

interface Received {
  topic: string;
  qos: number;
  reading: { timestamp: string } & Record<string, number>;
}

/** Every reading the broker delivers, once: QoS 1 may bring one twice. */
async function* readings(): AsyncGenerator<Received> {
  const account = broker.credentials("ingest");
  const client = await connectAsync(broker.url, { ...account, clientId: "listener", clean: false });
  const arrivals = new EventEmitter();
  const seen = new Set<string>();
  client.on("message", (topic, payload, { qos }) => {
    const text = payload.toString();
    if (seen.has(topic + text)) return;
    seen.add(topic + text);
    for (const reading of [JSON.parse(text)].flat()) arrivals.emit("reading", { topic, qos, reading });
  });
  await client.subscribeAsync("sensors/#", { qos: 1 });
  try {
    for await (const [received] of on(arrivals, "reading")) yield received as Received;
  } finally {
    await client.endAsync();
  }
}

function simulate(...args: string[]) {
  const main = join(REPOSITORY_ROOT, "tools/simulator/dist/main.js");
  return spawn(process.execPath, [main, "--url", broker.url, ...args], {
    env: { MQTT_USERNAME: "simulator", MQTT_PASSWORD: "speaks" },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function endOf(simulator: ReturnType<typeof simulate>): Promise<string> {
  let output = "";
  simulator.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const [code] = await once(simulator, "close");
  expect(code).toBe(0);
  return output;
}

describe("the simulator", () => {
  it("publishes each unit's readings in order, and goes on after the broker was away", async () => {
    const simulator = simulate("--devices", "3", "--interval", "100");
    const lastTimes = new Map<string, number>();
    let seen = 0;
    for await (const { topic, qos, reading } of readings()) {
      expect(topic).toMatch(/^sensors\/unit-00[123]\/telemetry$/);
      expect(qos).toBe(1);
      expect(Object.keys(reading)).toEqual(["timestamp", ...ELECTRICAL_METRICS.map(({ name }) => name)]);
      const at = Date.parse(reading.timestamp);
      expect(at).toBeGreaterThan(lastTimes.get(topic) ?? 0);
      lastTimes.set(topic, at);
      if (++seen === 10) await broker.restart();
      if (seen >= 60 && lastTimes.size === 3) break;
    }
    simulator.kill("SIGTERM");
    expect(await endOf(simulator)).toMatch(/stopped; \d+ readings acknowledged, 0 dropped/);
  });

  it("ends by itself when it was given a duration", async () => {
    expect(await endOf(simulate("--devices", "1", "--interval", "100", "--duration", "1"))).toMatch(
      /stopped; [1-9]\d* readings acknowledged/,
    );
  });

  it("publishes the past first, and goes on live without a gap", async () => {
    const simulator = simulate("--devices", "2", "--interval", "200", "--history", "1", "--wear");
    const times = new Map<string, number[]>();
    for await (const { topic, qos, reading } of readings()) {
      expect(qos).toBe(1);
      const own = times.get(topic) ?? [];
      times.set(topic, own);
      const at = Date.parse(reading.timestamp);
      if (own.length > 0) expect(at - (own.at(-1) ?? 0)).toBeLessThanOrEqual(61_000);
      expect(at).toBeGreaterThan(own.at(-1) ?? 0);
      own.push(at);
      if (times.size === 2 && [...times.values()].every((past) => past.length > 2_100)) break;
    }
    simulator.kill("SIGTERM");
    expect(await endOf(simulator)).toMatch(/published the history of 1 days: 4[01]\d\d readings.*, 0 dropped/s);
  });

  it("leaves off the past at once when it is stopped", async () => {
    const simulator = simulate("--devices", "500", "--history", "60");
    for await (const _one of readings()) break;
    simulator.kill("SIGTERM");
    const output = await endOf(simulator);
    expect(output).not.toContain("published the history");
    expect(output).toContain("stopped;");
  });
});
