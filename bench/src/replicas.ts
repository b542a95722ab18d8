import { startPlatform } from "@gridwatch/local-stack";
import { eventually, readMetric, temporaryDirectory } from "@gridwatch/testkit";
import { CpuAccount } from "./cpu-account.js";
import { publishLoad } from "./load.js";
import { atMost, judge, median, report, rounded } from "./report.js";

/**
 * What a second replica of ingest and storage costs: the CPU time of both services per reading with two of each over that
 * with one of each, which is the bare figure here. CPU time, so that the load generator and the servers, which share
 * the machine, do not count. One after the other and again, medians of each, so that noise does not decide.
 */
const LOAD = { readings: 300_000, devices: 1_000 };
const ROUNDS = 3;

/** Readings for each replica before it is measured. With 50,000 each still spends a tenth of what is measured on compiling its code. */
const WARM_UP_EACH = 150_000;

interface Run {
  /** Of all replicas of ingest and storage together. */
  ownMicros: number;
  cpuMicrosPerReading: Record<string, number>;
}

async function runWith(replicas: number, dir: string): Promise<Run> {
  const instances = (service: string) => Array.from({ length: replicas }, (_, i) => `${service}-${i}`);
  const storages = instances("storage");
  const own = [...instances("ingest"), ...storages];
  const platform = await startPlatform({ dir, services: [...own, "realtime", "analytics", "predict"] });
  try {
    const untilStored = (readings: number) =>
      eventually(
        async () => {
          const counts = storages.map((name) =>
            readMetric(platform.service(name).url, "gridwatch_storage_readings_stored_total"),
          );
          const stored = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
          if (stored < readings) throw new Error(`${stored} of ${readings} readings are stored`);
        },
        // Rarely: each replica works to answer, so that two would cost twice as much.
        { timeoutMs: 60_000, everyMs: 500 },
      );
    const warmUp = { ...LOAD, readings: replicas * WARM_UP_EACH };
    await publishLoad(platform.mosquitto, warmUp);
    await untilStored(warmUp.readings);
    const cpu = new CpuAccount(platform.parts);
    const load = await publishLoad(platform.mosquitto, LOAD);
    await untilStored(warmUp.readings + LOAD.readings);
    const cpuMicrosPerReading = cpu.microsPerReading(LOAD.readings);
    const generator = rounded((load.cpuSeconds / LOAD.readings) * 1e6);
    return {
      ownMicros: own.reduce((sum, name) => sum + (cpuMicrosPerReading[name] ?? Number.NaN), 0),
      cpuMicrosPerReading: { ...cpuMicrosPerReading, "load generator": generator },
    };
  } finally {
    await platform.stop();
  }
}

const directory = await temporaryDirectory("bench-replicas");
try {
  const one: Run[] = [];
  const two: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    one.push(await runWith(1, `${directory.path}/one-${round}`));
    two.push(await runWith(2, `${directory.path}/two-${round}`));
  }
  const own = (runs: Run[]) => median(runs.map(({ ownMicros }) => ownMicros));
  const figures = {
    cpuRise: rounded(own(two) / own(one) - 1, 3),
    cpuMicrosPerReadingOfOne: rounded(own(one)),
    cpuMicrosPerReadingOfTwo: rounded(own(two)),
    runsOfOne: one.map(({ ownMicros }) => rounded(ownMicros)),
    runsOfTwo: two.map(({ ownMicros }) => rounded(ownMicros)),
    cpuMicrosPerReading: two.at(-1)?.cpuMicrosPerReading,
    cpuMicrosPerReadingWithOne: one.at(-1)?.cpuMicrosPerReading,
  };
  report("replicas", judge(figures, { cpuRise: atMost(0.1) }));
} finally {
  await directory.remove();
}
