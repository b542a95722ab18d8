import { SERVICES } from "@gridwatch/local-stack";
import { eventually, peakMemoryMb, readMetric, settledVerdict, storedBelow } from "@gridwatch/testkit";
import { FaultStage, LONG, MAX_MEMORY_MB, passed, RECOVERY_MS } from "./fault-stage.js";
import { OutageLoad } from "./outage-load.js";

/** Of units that report once a second: as many readings as come in half an hour at 5,000 readings/s, in the short form in half a minute. */
const [UNITS, SECONDS] = LONG ? [1_000, 9_000] : [500, 300];
const READINGS = UNITS * SECONDS;
const OUTAGE_MS = READINGS / 5;

/** All that came in has to be written, for which it may take a quarter of the time in which it came. */
const CATCH_UP_MS = Math.max(RECOVERY_MS, OUTAGE_MS / 4);

/** The shipped model's. */
const STEP_SECONDS = 5;
const WINDOW = 12;

let stage: FaultStage;

beforeAll(async () => {
  stage = await FaultStage.open();
});

afterAll(async () => {
  await stage?.close();
});

const peaks = () => SERVICES.map((name) => ({ name, megabytes: peakMemoryMb(stage.platform.service(name).pid) }));

function expectBounded(): void {
  expect(peaks().filter(({ megabytes }) => megabytes > MAX_MEMORY_MB)).toEqual([]);
}

it(
  "an outage of the database is waited out in the stream, with bounded memory, and every reading is stored afterwards",
  async () => {
    const { platform } = stage;
    const before = await stage.accounts();
    const load = new OutageLoad(UNITS, SECONDS);
    const metric = (service: string, name: string) => readMetric(platform.service(service).url, `gridwatch_${name}`);
    await platform.influx.kill();
    await load.publish(platform.mosquitto);
    await eventually(
      async () => {
        expect(await metric("ingest", "ingest_readings_published_total")).toBe(READINGS);
        // Each window but those of a unit's first steps, and those that are not concluded yet.
        const steps = SECONDS / STEP_SECONDS - WINDOW - 2;
        expect(await metric("predict", "predict_windows_scored_total")).toBeGreaterThanOrEqual(UNITS * steps);
      },
      { timeoutMs: 300_000, everyMs: 500 },
    );
    expectBounded();
    await platform.influx.restart();
    const began = performance.now();
    await eventually(async () => expect(await storedBelow(platform, load, READINGS)).toBe(READINGS), {
      timeoutMs: CATCH_UP_MS + 60_000,
      everyMs: LONG ? 2_000 : 200,
    });
    const caughtUpMs = performance.now() - began;
    const verdict = await settledVerdict(platform, load);
    await stage.expectAccountsToTell(verdict, before);
    const memory = peaks().map(({ name, megabytes }) => `${name} ${megabytes}`);
    stage.report(
      `InfluxDB is away for ${READINGS.toLocaleString("en")} readings (peak memory in MB: ${memory.join(", ")})`,
      verdict,
      caughtUpMs,
    );
    expectBounded();
    expect(caughtUpMs).toBeLessThan(CATCH_UP_MS);
  },
  LONG ? 5_400_000 : 600_000,
);

/** Of single readings while InfluxDB is stopped: as many as come in three minutes. */
const SINGLES_PER_SECOND = 5_000;
const STOPPED_SECONDS = 180;

if (LONG) {
  it("single readings while the database stalls for minutes are waited out in the same way", async () => {
    const { influx } = stage.platform;
    const readings = STOPPED_SECONDS * SINGLES_PER_SECOND;
    await stage.survive(
      `InfluxDB stalls for ${readings.toLocaleString("en")} single readings`,
      async (load) => {
        influx.signal("SIGSTOP");
        try {
          await passed(load, readings, 2 * STOPPED_SECONDS * 1_000);
          expectBounded();
        } finally {
          influx.signal("SIGCONT");
        }
      },
      {
        load: { units: 1_000, readingsPerSecond: SINGLES_PER_SECOND },
        // As many go on coming meanwhile. Seen, beside other work: 46 s.
        recoveryMs: (STOPPED_SECONDS * 1_000) / 2,
        also: expectBounded,
      },
    );
  }, 1_200_000);
}
