import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Platform, startMosquitto, startPlatform } from "@gridwatch/local-stack";
import { eventually, peakMemoryMb, queryInflux, readMetric, temporaryDirectory } from "@gridwatch/testkit";
import { CpuAccount } from "./cpu-account.js";
import { publishLoad, WARM_UP } from "./load.js";
import { atLeast, atMost, judge, report, rounded } from "./report.js";

const LOAD = { readings: 300_000, devices: 1_000 };
const ALL = WARM_UP.readings + LOAD.readings;
const METRICS = 8;
/** Ours; the servers have limits of their own. */
const SERVICES = ["ingest", "storage", "realtime", "analytics", "predict"];

/** Readings/s that a bare MQTT.js consumer takes from the same broker under the same load. */
async function measureBareConsumer(dir: string): Promise<number> {
  const broker = await startMosquitto({ dir });
  const { username, password } = broker.credentials("ingest");
  const script = fileURLToPath(new URL("./bare-consumer.js", import.meta.url));
  const consumer = spawn(process.execPath, [script, "--url", broker.url, "--counts", `${WARM_UP.readings},${ALL}`], {
    env: { ...process.env, MQTT_USERNAME: username, MQTT_PASSWORD: password },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await once(consumer.stdout, "data");
    const warm = once(consumer.stdout, "data");
    await Promise.all([publishLoad(broker, WARM_UP), warm]);
    const began = performance.now();
    const all = once(consumer.stdout, "data");
    await Promise.all([publishLoad(broker, LOAD), all]);
    return (LOAD.readings / (performance.now() - began)) * 1000;
  } finally {
    consumer.kill();
    await broker.stop();
  }
}

async function storedReadings(platform: Platform): Promise<number> {
  return readMetric(platform.service("storage").url, "gridwatch_storage_readings_stored_total");
}

function untilStored(platform: Platform, readings: number): Promise<void> {
  return eventually(
    async () => {
      const stored = await storedReadings(platform);
      if (stored < readings) throw new Error(`${stored} of ${readings} readings are stored`);
    },
    // Rarely: storage works to answer, and that would be counted as the pipeline's own.
    { timeoutMs: 60_000, everyMs: 200 },
  );
}

async function measurePipeline(dir: string) {
  const platform = await startPlatform({ dir });
  try {
    await publishLoad(platform.mosquitto, WARM_UP);
    await untilStored(platform, WARM_UP.readings);
    const pids = new Map([...platform.parts].map(([name, part]) => [name, part.pid]));
    const cpu = new CpuAccount(platform.parts);
    const began = performance.now();
    const load = await publishLoad(platform.mosquitto, LOAD);
    await untilStored(platform, ALL);
    const readingsPerSecond = (LOAD.readings / (performance.now() - began)) * 1000;
    const cpuMicrosPerReading: Record<string, number> = {
      ...cpu.microsPerReading(LOAD.readings),
      "load generator": rounded((load.cpuSeconds / LOAD.readings) * 1e6),
    };
    const peak = Object.fromEntries([...pids].map(([name, pid]) => [name, peakMemoryMb(pid)]));
    const [row] = await queryInflux(platform.influx, "SELECT count(*) FROM telemetry");
    const counts = Object.entries(row ?? {}).filter(([column]) => /^count_(input|out)_/.test(column));
    const lost = counts.length === METRICS ? Math.max(...counts.map(([, count]) => ALL - Number(count))) : ALL;
    return {
      readingsPerSecond,
      cpuMicrosPerReading,
      peakMemoryMb: peak as Record<string, number>,
      lost,
    };
  } finally {
    await platform.stop();
  }
}

const directory = await temporaryDirectory("bench-pipeline");
try {
  const bareConsumerPerSecond = await measureBareConsumer(`${directory.path}/bare`);
  const { readingsPerSecond, cpuMicrosPerReading, peakMemoryMb, lost } = await measurePipeline(
    `${directory.path}/platform`,
  );
  const most = (byService: Record<string, number>) =>
    Math.max(...SERVICES.map((service) => byService[service] ?? Number.NaN));
  const figures = {
    readingsPerSecond: Math.round(readingsPerSecond),
    bareConsumerPerSecond: Math.round(bareConsumerPerSecond),
    ratio: rounded(readingsPerSecond / bareConsumerPerSecond, 3),
    ingestAndStorageCpuMicrosPerReading: rounded(
      (cpuMicrosPerReading["ingest"] ?? Number.NaN) + (cpuMicrosPerReading["storage"] ?? Number.NaN),
    ),
    cpuMicrosPerReading,
    lost,
    peakMemoryMbPerService: most(peakMemoryMb),
    peakMemoryMb,
  };
  report(
    "pipeline",
    judge(figures, {
      readingsPerSecond: atLeast(25_000),
      ratio: atLeast(0.75),
      ingestAndStorageCpuMicrosPerReading: atMost(30),
      lost: atMost(0),
      peakMemoryMbPerService: atMost(250),
    }),
  );
} finally {
  await directory.remove();
}
