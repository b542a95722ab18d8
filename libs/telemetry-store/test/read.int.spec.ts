import {
  AccessRefused,
  DatabaseUnavailable,
  type InfluxConnection,
  provision,
  TelemetryReader,
  TelemetryWriter,
  toLineProtocol,
} from "../src/index.js";
import { freshDatabase, type StoreUnderTest, startStore } from "./store-under-test.js";

const MINUTE = 60_000;
const start = Math.floor(Date.now() / 3_600_000 - 2) * 3_600_000;

let store: StoreUnderTest;
let connection: InfluxConnection;
let reader: TelemetryReader;

/** Ten minutes of one reading a second for two units; unit-b reports no current, unit-c a single reading. */
beforeAll(async () => {
  store = await startStore();
  connection = store.connect({ database: freshDatabase() });
  await provision(connection);
  reader = new TelemetryReader(connection);
  const rows = Array.from({ length: 600 }, (_, second) => second);
  const at = (second: number) => start + second * 1_000;
  const writer = new TelemetryWriter(connection);
  const columns = (device: string, metrics: Record<string, number[]>, seconds = rows) => ({
    devices: seconds.map(() => device),
    timestamps: seconds.map(at),
    receivedAt: seconds.map((second) => at(second) + 40),
    suspect: [0],
    metrics,
  });
  await writer.writeLines([
    ...toLineProtocol(
      columns("unit-a", {
        input_voltage: rows.map((second) => (second === 421 ? 390 : 230)),
        input_current: rows.map((second) => second % 60),
      }),
    ),
    ...toLineProtocol(columns("unit-b", { input_voltage: rows.map(() => 0.1) })),
    ...toLineProtocol(columns("unit-c", { oil_temperature: [61.5] }, [90])),
  ]);
});
afterAll(() => store.stop());

const wholeRange = { from: start, to: start + 10 * MINUTE };

describe("reading", () => {
  it("lists the metrics, and not what else stands in a reading", async () => {
    expect(await reader.metricNames()).toEqual(["input_current", "input_voltage", "oil_temperature"]);
  });

  it("gives means per device and aligned window, without the empty ones", async () => {
    const means = await reader.means(wholeRange, 5 * MINUTE, ["input_current", "input_voltage"]);
    expect(means.map(({ device }) => device).sort()).toEqual(["unit-a", "unit-b"]);
    const unit = means.find(({ device }) => device === "unit-a");
    expect(unit?.timestamps).toEqual([start, start + 5 * MINUTE]);
    expect(unit?.metrics.get("input_current")).toEqual([29.5, 29.5]);
    expect(unit?.metrics.get("input_voltage")?.[1]).toBeCloseTo((299 * 230 + 390) / 300, 9);
    expect(means.find(({ device }) => device === "unit-b")?.metrics.get("input_current")).toEqual([null, null]);
  });

  it("gives means of one device", async () => {
    const means = await reader.means(wholeRange, 10 * MINUTE, ["input_voltage"], "unit-b");
    expect(means.map(({ device }) => device)).toEqual(["unit-b"]);
  });

  it("keeps a spike of one second in the highest value of its window", async () => {
    const { timestamps, metrics } = await reader.history("unit-a", wholeRange, 2 * MINUTE, ["input_voltage"]);
    expect(timestamps).toEqual([0, 2, 4, 6, 8].map((minute) => start + minute * MINUTE));
    expect(metrics.get("input_voltage")?.max).toEqual([230, 230, 230, 390, 230]);
    expect(metrics.get("input_voltage")?.min).toEqual([230, 230, 230, 230, 230]);
  });

  it("never puts a mean outside its window's lowest and highest value, in spite of rounding", async () => {
    const { metrics } = await reader.history("unit-b", wholeRange, 10_000, ["input_voltage"]);
    const { min = [], mean = [], max = [] } = metrics.get("input_voltage") ?? {};
    expect(mean).toHaveLength(60);
    mean.forEach((value, row) => {
      expect(value).toBeGreaterThanOrEqual(min[row] ?? Number.NaN);
      expect(value).toBeLessThanOrEqual(max[row] ?? Number.NaN);
    });
  });

  it("ends a range before its end", async () => {
    const upToSpike = { from: start, to: start + 421_000 };
    const { metrics } = await reader.history("unit-a", upToSpike, 10 * MINUTE, ["input_voltage"]);
    expect(metrics.get("input_voltage")?.max).toEqual([230]);
  });

  it("gives the newest value of each metric, of all devices or of some", async () => {
    const metrics = await reader.metricNames();
    const newest = await reader.newestValues(wholeRange, metrics);
    expect(Object.fromEntries(newest)).toEqual({
      "unit-a": { input_voltage: 230, input_current: 59 },
      "unit-b": { input_voltage: 0.1 },
      "unit-c": { oil_temperature: 61.5 },
    });
    expect([...(await reader.newestValues(wholeRange, metrics, ["unit-c", "unit-x"])).keys()]).toEqual(["unit-c"]);
  });

  it("says when each device was first and last seen, by the device's own time", async () => {
    expect(Object.fromEntries(await reader.seen("first", wholeRange))).toEqual({
      "unit-a": start,
      "unit-b": start,
      "unit-c": start + 90_000,
    });
    expect((await reader.seen("last", wholeRange)).get("unit-a")).toBe(start + 599_000);
  });

  it("has empty answers for what is not there", async () => {
    const nowhere = { from: start - 10 * MINUTE, to: start };
    expect(await reader.means(nowhere, MINUTE, ["input_voltage"])).toEqual([]);
    expect(await reader.means(wholeRange, MINUTE, [])).toEqual([]);
    expect((await reader.history("nobody", wholeRange, MINUTE, ["input_voltage"])).timestamps).toEqual([]);
    expect(await reader.newestValues(nowhere, ["input_voltage"])).toEqual(new Map());
  });
});

describe("what may be read is checked", () => {
  it("with success on an empty database", async () => {
    const fresh = store.connect({ database: freshDatabase() });
    await provision(fresh);
    await new TelemetryReader(fresh).check();
    expect(await new TelemetryReader(fresh).metricNames()).toEqual([]);
  });

  it("and refused while the database or its retention policy is missing", async () => {
    const database = freshDatabase();
    const missing = new TelemetryReader(store.connect({ database }));
    await expect(missing.check()).rejects.toThrow(/database not found/);
    await store.administer(`CREATE DATABASE "${database}"`);
    await expect(missing.check()).rejects.toThrow(/retention policy not found/);
    await expect(missing.check()).rejects.toThrow(AccessRefused);
  });

  it("and unavailable while the server is down", async () => {
    await store.influx.stop();
    await expect(reader.check()).rejects.toThrow(DatabaseUnavailable);
    await expect(reader.metricNames()).rejects.toThrow(DatabaseUnavailable);
    await store.influx.restart();
    await reader.check();
  });
});
