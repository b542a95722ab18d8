import { type Platform, startPlatform } from "@gridwatch/local-stack";
import { eventually, queryInflux, readDeadLetters, temporaryDirectory } from "@gridwatch/testkit";
import { NumberedLoad } from "./numbered-load.js";

const RECOVERY_MS = 10_000;

/** Longer than all the polls of a scenario together, so that a failure is told by the one that failed. */
const SCENARIO_MS = 180_000;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let load: NumberedLoad;

beforeAll(async () => {
  directory = await temporaryDirectory("faults");
  platform = await startPlatform({ dir: directory.path, web: false });
  load = await NumberedLoad.on(platform.mosquitto);
});

afterAll(async () => {
  await load?.end();
  await platform?.stop();
  await directory.remove();
});

/** How many of the first `limit` readings InfluxDB has. */
async function storedBelow(limit: number): Promise<number> {
  const [row] = await queryInflux(platform.influx, `SELECT count(number) FROM telemetry WHERE number < ${limit}`);
  return Number(row?.["count"] ?? 0);
}

/**
 * Lets the load run into the fault and out of it again. Returns the milliseconds from the end of the fault until
 * everything that had been published by then is stored.
 */
async function loadThrough(fault: () => Promise<void>): Promise<number> {
  const before = load.published;
  load.begin();
  try {
    await eventually(async () => expect(await storedBelow(before + 500)).toBe(before + 500), { timeoutMs: 30_000 });
    await fault();
    const over = performance.now();
    const then = load.published;
    await eventually(async () => expect(await storedBelow(then)).toBe(then), { timeoutMs: 30_000 });
    return performance.now() - over;
  } finally {
    load.pause();
  }
}

/** Every reading that was published is acknowledged, and stands in InfluxDB exactly once, under its unit, time and number. */
async function expectNothingLost(): Promise<void> {
  await eventually(() => expect(load.acknowledged).toBe(load.published), { timeoutMs: 30_000 });
  const rows = await eventually(
    async () => {
      const found = await queryInflux(platform.influx, "SELECT number FROM telemetry GROUP BY device");
      expect(found).toHaveLength(load.published);
      return found;
    },
    { timeoutMs: 30_000, everyMs: 250 },
  );
  const misplaced = rows.filter(({ device, time, number }) => {
    const expected = load.placeOf(Number(number));
    return device !== expected.device || time !== expected.timestamp;
  });
  expect(misplaced).toEqual([]);
  expect(new Set(rows.map(({ number }) => number)).size).toBe(load.published);
  expect(await readDeadLetters(platform.nats)).toEqual([]);
}

async function killAndRestart(names: string[]): Promise<void> {
  await Promise.all(names.map((name) => platform.part(name).kill()));
  await Promise.all(names.map((name) => platform.part(name).restart()));
}

async function expectToSurvive(fault: () => Promise<void>): Promise<void> {
  const recoveredMs = await loadThrough(fault);
  await expectNothingLost();
  expect(recoveredMs).toBeLessThan(RECOVERY_MS);
}

describe("under load, and within ten seconds", () => {
  it.each([
    [["ingest"]],
    [["storage"]],
    [["realtime"]],
    [["analytics"]],
    [["nats-server"]],
    [["influxd"]],
    [["ingest", "nats-server"]],
    [["storage", "influxd"]],
    [["nats-server", "influxd"]],
  ])(
    "the platform gets over a SIGKILL of %p without losing a reading",
    (names) => expectToSurvive(() => killAndRestart(names)),
    SCENARIO_MS,
  );

  const stall = async (): Promise<void> => {
    const stalledAt = load.published;
    platform.influx.signal("SIGSTOP");
    try {
      await eventually(() => expect(load.published).toBeGreaterThan(stalledAt + 4_000), { timeoutMs: 30_000 });
    } finally {
      platform.influx.signal("SIGCONT");
    }
  };
  it("it gets over a database that stalls", () => expectToSurvive(stall), SCENARIO_MS);

  it(
    "it gets over a proper restart of the broker",
    () => expectToSurvive(() => platform.mosquitto.restart()),
    SCENARIO_MS,
  );

  const roll = async (): Promise<void> => {
    for (const name of ["ingest", "storage", "realtime", "analytics"]) await platform.part(name).restart();
  };
  it("it gets over a rolling restart of every service", () => expectToSurvive(roll), SCENARIO_MS);
});
