import { startPlatform } from "@gridwatch/local-stack";
import { eventually, readMetric, temporaryDirectory } from "@gridwatch/testkit";
import { CpuAccount } from "./cpu-account.js";
import { publishLoad } from "./load.js";
import { atMost, judge, median, report, rounded } from "./report.js";

/**
 * What a second replica of ingest and storage costs: the CPU time per reading of the whole pipeline, servers and all but the load generator, with two
 * of each over that with one of each, which is the bare figure here; and the same of ingest and storage alone. One after the other and again,
 * medians of each, so that noise does not decide. The load generator does the same for both: what it takes more beside two is what more
 * processes on the same cores cost each of them.
 */
const LOAD = { readings: 200_000, devices: 1_000 };
const ROUNDS = 3;

/** The same for one and two, since the rest of the platform is warmed up by it too. With 50,000 each replica still spends a tenth of what is measured on compiling its code. */
const WARM_UP = { ...LOAD, readings: 250_000 };

type Run = Record<string, number>;

const LOAD_GENERATOR = "load generator";
const isOwn = (name: string) => /^(ingest|storage)-/.test(name);
const isPipeline = (name: string) => name !== LOAD_GENERATOR;

/** Microseconds a reading of all processes whose name passes, the median of the runs. */
function cpuOf(runs: readonly Run[], passes: (name: string) => boolean): number {
  const totals = runs.map((run) =>
    Object.entries(run).reduce((sum, [name, micros]) => (passes(name) ? sum + micros : sum), 0),
  );
  return median(totals);
}

/** Microseconds of CPU time a reading, by process. */
async function runWith(replicas: number, dir: string): Promise<Run> {
  const instances = (service: string) => Array.from({ length: replicas }, (_, i) => `${service}-${i}`);
  const storages = instances("storage");
  const services = [...instances("ingest"), ...storages, "realtime", "analytics", "predict"];
  const platform = await startPlatform({ dir, services });
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
    await publishLoad(platform.mosquitto, WARM_UP);
    await untilStored(WARM_UP.readings);
    const cpu = new CpuAccount(platform.parts);
    const load = await publishLoad(platform.mosquitto, LOAD);
    await untilStored(WARM_UP.readings + LOAD.readings);
    const generator = rounded((load.cpuSeconds / LOAD.readings) * 1e6);
    return { ...cpu.microsPerReading(LOAD.readings), [LOAD_GENERATOR]: generator };
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
  const rise = (passes: (name: string) => boolean) => rounded(cpuOf(two, passes) / cpuOf(one, passes) - 1, 3);
  const figures = {
    cpuRise: rise(isPipeline),
    ingestAndStorageCpuRise: rise(isOwn),
    loadGeneratorCpuRise: rise((name) => !isPipeline(name)),
    cpuMicrosPerReadingOfOne: rounded(cpuOf(one, isPipeline)),
    cpuMicrosPerReadingOfTwo: rounded(cpuOf(two, isPipeline)),
    ingestAndStorageOfOne: one.map((run) => rounded(cpuOf([run], isOwn))),
    ingestAndStorageOfTwo: two.map((run) => rounded(cpuOf([run], isOwn))),
    cpuMicrosPerReading: two.at(-1),
    cpuMicrosPerReadingWithOne: one.at(-1),
  };
  report("replicas", judge(figures, { cpuRise: atMost(0.1), ingestAndStorageCpuRise: atMost(0.1) }));
} finally {
  await directory.remove();
}
