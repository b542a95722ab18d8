import { type Platform, startPlatform } from "@gridwatch/local-stack";
import { eventually, queryInflux, readDeadLetters, temporaryDirectory } from "@gridwatch/testkit";
import { NumberedLoad } from "./numbered-load.js";

const RECOVERY_MS = 10_000;

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

/** The newest number InfluxDB has. */
async function newestStored(): Promise<number> {
  const [row] = await queryInflux(platform.influx, "SELECT max(number) FROM telemetry");
  return Number(row?.["max"] ?? -1);
}

/** Lets the load run into the fault and out of it again; returns the milliseconds from the end of the fault until what is published then is stored. */
async function loadThrough(fault: () => Promise<void>): Promise<number> {
  const before = load.published;
  load.begin();
  await eventually(async () => expect(await newestStored()).toBeGreaterThan(before), { timeoutMs: RECOVERY_MS });
  await fault();
  const over = performance.now();
  const then = load.published;
  await eventually(async () => expect(await newestStored()).toBeGreaterThan(then), { timeoutMs: 30_000 });
  const recoveredMs = performance.now() - over;
  load.pause();
  return recoveredMs;
}

/** Every reading that was published is acknowledged, and stands in InfluxDB exactly once under its own number. */
async function expectNothingLost(): Promise<void> {
  await eventually(() => expect(load.acknowledged).toBe(load.published), { timeoutMs: 30_000 });
  await eventually(
    async () => {
      const rows = await queryInflux(platform.influx, "SELECT number FROM telemetry GROUP BY device");
      const numbers = rows.map((row) => Number(row["number"])).sort((a, b) => a - b);
      expect(numbers).toHaveLength(load.published);
      expect(numbers.every((number, i) => number === i)).toBe(true);
    },
    { timeoutMs: 30_000, everyMs: 250 },
  );
  expect(await readDeadLetters(platform.nats)).toEqual([]);
}

async function killAndRestart(names: string[]): Promise<void> {
  await Promise.all(names.map((name) => platform.part(name).kill()));
  await Promise.all(names.map((name) => platform.part(name).restart()));
}

describe("under load", () => {
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
  ])("SIGKILL of %p costs no reading", async (names) => {
    const recoveredMs = await loadThrough(() => killAndRestart(names));
    await expectNothingLost();
    expect(recoveredMs).toBeLessThan(RECOVERY_MS);
  });

  it("a database that stalls costs no reading", async () => {
    await loadThrough(async () => {
      const stalled = load.published;
      platform.influx.signal("SIGSTOP");
      await eventually(() => expect(load.published).toBeGreaterThan(stalled + 4_000));
      platform.influx.signal("SIGCONT");
    });
    await expectNothingLost();
  });

  it("a proper restart of the broker costs no reading", async () => {
    const recoveredMs = await loadThrough(() => platform.mosquitto.restart());
    await expectNothingLost();
    expect(recoveredMs).toBeLessThan(RECOVERY_MS);
  });

  it("a rolling restart of every service costs no reading", async () => {
    await loadThrough(async () => {
      for (const name of ["ingest", "storage", "realtime", "analytics"]) await platform.part(name).restart();
    });
    await expectNothingLost();
  });
});
