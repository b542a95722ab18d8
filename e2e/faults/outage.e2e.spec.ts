import { type MosquittoHandle } from "@gridwatch/local-stack";
import { eventually, peakMemoryMb, queryInflux, readMetric } from "@gridwatch/testkit";
import mqtt from "mqtt";
import { FaultStage, LONG } from "./fault-stage.js";

/** Half an hour at 5,000 readings/s; in the short form half a minute of it. */
const READINGS = LONG ? 9_000_000 : 150_000;
const UNITS = 500;
const PER_MESSAGE = 100;
const IN_FLIGHT = 200;
const MAX_MEMORY_MB = 300;
const OURS = ["ingest", "storage", "realtime", "analytics"];

let stage: FaultStage;

beforeAll(async () => {
  stage = await FaultStage.open();
});

afterAll(async () => {
  await stage?.close();
});

/** Readings with running numbers, of eight metrics as units report them, in arrays as they come after an outage. */
async function publish(broker: MosquittoHandle): Promise<void> {
  const client = await mqtt.connectAsync(broker.url, { ...broker.credentials("device"), clientId: "outage" });
  const start = Date.now() - 3_600_000;
  let next = 0;
  const publishing = Array.from({ length: IN_FLIGHT }, async () => {
    while (next < READINGS / PER_MESSAGE) {
      const message = next++;
      const readings = Array.from({ length: PER_MESSAGE }, (_, i) => {
        const wave = ((message + i) % 1_000) / 250;
        return {
          number: message * PER_MESSAGE + i,
          timestamp: start + Math.floor(message / UNITS) * PER_MESSAGE + i,
          input_voltage: 230 + wave,
          input_current: 15 + wave,
          out_voltage1: 120.1 + wave,
          out_current1: 5 + wave,
          out_voltage2: 119.7 + wave,
          out_current2: 5.2 + wave,
          out_voltage3: 120.4 + wave,
        };
      });
      await client.publishAsync(`sensors/unit-${message % UNITS}/telemetry`, JSON.stringify(readings), { qos: 1 });
    }
  });
  await Promise.all(publishing);
  await client.endAsync();
}

function peaks(): Record<string, number> {
  return Object.fromEntries(OURS.map((name) => [name, peakMemoryMb(stage.platform.service(name).pid)]));
}

function expectBounded(): void {
  for (const [name, megabytes] of Object.entries(peaks()))
    expect([name, megabytes <= MAX_MEMORY_MB]).toEqual([name, true]);
}

it(
  "an outage of the database is waited out in the stream, with bounded memory, and every reading is stored afterwards",
  async () => {
    const { platform } = stage;
    await platform.influx.kill();
    await publish(platform.mosquitto);
    const published = () => readMetric(platform.service("ingest").url, "gridwatch_ingest_readings_published_total");
    await eventually(async () => expect(await published()).toBe(READINGS), { timeoutMs: 300_000, everyMs: 500 });
    expectBounded();
    await platform.influx.restart();
    const began = performance.now();
    await eventually(
      async () => {
        const [row] = await queryInflux(platform.influx, "SELECT count(number), sum(number) FROM telemetry");
        expect(row).toMatchObject({ count: READINGS, sum: (READINGS * (READINGS - 1)) / 2 });
      },
      { timeoutMs: LONG ? 2_400_000 : 120_000, everyMs: 2_000 },
    );
    expectBounded();
    stage.report(
      `InfluxDB is away for ${READINGS.toLocaleString("en")} readings (peak memory in MB: ${JSON.stringify(peaks())})`,
      { published: READINGS, acknowledged: READINGS, stored: READINGS, deadLettered: 0, missing: [], duplicated: [] },
      performance.now() - began,
    );
  },
  LONG ? 5_400_000 : 600_000,
);
