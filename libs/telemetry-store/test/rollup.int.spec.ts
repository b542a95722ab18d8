import {
  DAY_TIER,
  InfluxConfig,
  type InfluxConnection,
  type LeftOut,
  provision,
  ROLLUP_TIERS,
  readRollupState,
  TelemetryReader,
  TelemetryWriter,
  TierRoller,
  type TimeRange,
  writeRollupState,
} from "../src/index.js";
import { freshDatabase, type StoreUnderTest, startStore } from "./store-under-test.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const METRICS = ["x", "x_count", "y"];

/** The start of the day before yesterday: three days of all tiers lie between it and now. */
const start = Math.floor(Date.now() / DAY) * DAY - 2 * DAY;

let store: StoreUnderTest;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.stop());

async function freshStore(settings: Partial<InfluxConfig> = {}): Promise<InfluxConnection> {
  const connection = store.connect({ database: freshDatabase(), ...settings });
  await provision(connection);
  return connection;
}

const leftOut: LeftOut[] = [];
const rollerOf = (connection: InfluxConnection) =>
  new TierRoller(
    connection,
    async () => undefined,
    (window) => leftOut.push(window),
  );

async function rollAll(connection: InfluxConnection, until = start + 2 * DAY): Promise<void> {
  const roller = rollerOf(connection);
  for (const tier of ROLLUP_TIERS) {
    await roller.roll(tier, { from: start, to: Math.floor(until / tier.windowMs) * tier.windowMs }, { fleet: 3 });
  }
}

/** 3,000 readings at random times of two days, each with some of the metrics. */
function randomLines(): string[] {
  return Array.from({ length: 3_000 }, () => {
    const at = start + Math.floor(Math.random() * 2 * DAY);
    const fields = METRICS.filter(() => Math.random() < 0.7).map((name) => `${name}=${(Math.random() - 0.3) * 400}`);
    return `telemetry,device=unit-${Math.floor(Math.random() * 3)} ${[...fields, `received_at=${at}i`]} ${at}`;
  });
}

/** Reads as analytics would, once with and once without knowing of rollups. */
async function expectSameAsRaw(connection: InfluxConnection, until: number, late: TimeRange[] = []): Promise<void> {
  const plain = new TelemetryReader(connection);
  await writeRollupState(connection, {
    streamSeq: 0,
    streamCreated: 0,
    rolledFrom: start,
    rolledUntil: start,
    redoUntil: 0,
    late: [],
  });
  await plain.isSettled({ from: 0, to: start });
  for (const [from, windowMs] of [
    [start, DAY],
    [start, 6 * HOUR],
    [start + 3 * HOUR, HOUR],
    [start, 30 * MINUTE],
    [start + 35 * MINUTE, 5 * MINUTE],
  ] as const) {
    const range = { from, to: start + 2 * DAY };
    const raw = {
      means: await new TelemetryReader(connection).means(range, windowMs, METRICS),
      history: await new TelemetryReader(connection).history("unit-1", range, windowMs, METRICS),
    };
    const state = { streamSeq: 0, streamCreated: 0, rolledFrom: 0, rolledUntil: until, redoUntil: 0, late };
    await writeRollupState(connection, state);
    const rolled = {
      means: await new TelemetryReader(connection).means(range, windowMs, METRICS),
      history: await new TelemetryReader(connection).history("unit-1", range, windowMs, METRICS),
    };
    await writeRollupState(connection, { ...state, rolledFrom: start, rolledUntil: start });
    const byDevice = (a: { device: string }, b: { device: string }) => (a.device < b.device ? -1 : 1);
    expect(rounded(rolled.means.sort(byDevice))).toEqual(rounded(raw.means.sort(byDevice)));
    expect(rounded(rolled.history)).toEqual(rounded(raw.history));
    expect(raw.history.timestamps.length).toBeGreaterThan(1);
  }
}

/** Numbers to ten digits, maps as entries. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => {
      if (part instanceof Map) return [...part];
      return typeof part === "number" ? Number(part.toPrecision(10)) : part;
    }),
  );
}

describe("rollups", () => {
  it("answer as raw does, wherever they end", async () => {
    const connection = await freshStore();
    await new TelemetryWriter(connection).writeLines(randomLines());
    const until = start + DAY + 5 * HOUR + 17 * MINUTE;
    await rollAll(connection, until);
    await expectSameAsRaw(connection, until);
    await rollAll(connection);
    await expectSameAsRaw(connection, start + 2 * DAY);
  });

  it("are put right by rolling up again what late, repeated and changed readings touched", async () => {
    const connection = await freshStore();
    const writer = new TelemetryWriter(connection);
    const lines = randomLines();
    await writer.writeLines(lines.slice(0, 1_000));
    await rollAll(connection);
    await writer.writeLines(lines);
    await writer.writeLines(lines.slice(500, 1_500).map((line) => line.replace(/ x=[^,]+/, " x=1")));
    await rollAll(connection);
    await rollAll(connection);
    await expectSameAsRaw(connection, start + 2 * DAY);
  });

  it("are not asked for what came late, until they are put right", async () => {
    const connection = await freshStore();
    const writer = new TelemetryWriter(connection);
    await writer.writeLines(randomLines());
    await rollAll(connection);
    const late = [
      { from: start + 7 * HOUR + 13 * MINUTE, to: start + 8 * HOUR + 2 * MINUTE },
      { from: start + DAY, to: start + DAY + MINUTE },
    ];
    await writer.writeLines(
      late.flatMap(({ from, to }) =>
        [from, to - 1].map((at) => `telemetry,device=unit-1 x=999,received_at=${Date.now()}i ${at}`),
      ),
    );
    await expectSameAsRaw(connection, start + 2 * DAY, late);
  });

  it("may be made of some devices alone", async () => {
    const connection = await freshStore();
    await new TelemetryWriter(connection).writeLines(
      ["a", "b", "c"].map((device) => `telemetry,device=${device} x=1,received_at=1i ${start}`),
    );
    const roller = rollerOf(connection);
    for (const tier of ROLLUP_TIERS) {
      await roller.roll(tier, { from: start, to: start + tier.windowMs }, { fleet: 3, devices: ["a", "c"] });
    }
    await writeRollupState(connection, {
      streamSeq: 1,
      streamCreated: 2,
      rolledFrom: 0,
      rolledUntil: start + DAY,
      redoUntil: 0,
      late: [],
    });
    const reader = new TelemetryReader(connection);
    const means = await reader.means({ from: start, to: start + DAY }, DAY, ["x"]);
    expect(means.map(({ device }) => device).sort()).toEqual(["a", "c"]);
    expect([...(await reader.seenHour("first", Date.now())).entries()].sort()).toEqual([
      ["a", start],
      ["c", start],
    ]);
  });

  it("leave out a sum that is too large for a number, and nothing else", async () => {
    const connection = await freshStore();
    const other = (device: string, at: number) => `telemetry,device=${device} x=5,y=7,received_at=1i ${at}`;
    await new TelemetryWriter(connection).writeLines([
      `telemetry,device=hostile x=1.7e308,y=1,received_at=1i ${start + 1}`,
      `telemetry,device=hostile x=1.7e308,y=3,received_at=1i ${start + 2}`,
      ...Array.from({ length: 150 }, (_, unit) => other(`unit-${unit}`, start + 3)),
      other("hostile", start + 10 * MINUTE),
    ]);
    await rollAll(connection);
    expect(leftOut).toEqual([{ device: "hostile", metric: "x", tier: "1m", from: start }]);
    await writeRollupState(connection, {
      streamSeq: 1,
      streamCreated: 2,
      rolledFrom: 0,
      rolledUntil: start + DAY,
      redoUntil: 0,
      late: [],
    });
    const means = await new TelemetryReader(connection).means({ from: start, to: start + DAY }, DAY, ["x", "y"]);
    expect(means).toHaveLength(151);
    const of = (device: string) => means.find((found) => found.device === device)?.metrics;
    expect(of("hostile")).toEqual(
      new Map([
        ["x", [5]],
        ["y", [11 / 3]],
      ]),
    );
    expect(of("unit-7")).toEqual(
      new Map([
        ["x", [5]],
        ["y", [7]],
      ]),
    );
  });

  it("keep the names of metrics that raw has no readings of any more", async () => {
    const connection = await freshStore();
    await new TelemetryWriter(connection, DAY_TIER.policy).writeLines(
      `telemetry,device=a readings=1i,gone_count=1i,gone_sum=1,gone_min=1,gone_max=1 ${start}`,
    );
    expect(await new TelemetryReader(connection).metricNames()).toEqual([]);
    await writeRollupState(connection, {
      streamSeq: 1,
      streamCreated: 2,
      rolledFrom: 0,
      rolledUntil: start,
      redoUntil: 0,
      late: [],
    });
    expect(await new TelemetryReader(connection).metricNames()).toEqual(["gone"]);
  });
});

describe("the state of rollups", () => {
  it("is what was written last", async () => {
    const connection = await freshStore();
    expect(await readRollupState(connection)).toBeUndefined();
    const state = {
      ...{ streamSeq: 7, streamCreated: Date.now(), rolledFrom: 0, rolledUntil: start, redoUntil: start },
      late: [
        { from: start - HOUR, to: start - HOUR + MINUTE },
        { from: start - MINUTE, to: start },
      ],
    };
    await writeRollupState(connection, { ...state, streamSeq: 6 });
    await writeRollupState(connection, state);
    expect(await readRollupState(connection)).toEqual(state);
    await writeRollupState(connection, { ...state, late: [] });
    expect(await readRollupState(connection)).toEqual({ ...state, late: [] });
  });

  it("is of nothing late where a release wrote it that did not tell", async () => {
    const connection = await freshStore();
    const figures = "stream_seq=1i,stream_created=2i,rolled_from=0i,rolled_until=3i,redo_until=0i";
    await new TelemetryWriter(connection, DAY_TIER.policy).writeLines(`rollup_state ${figures} ${start}`);
    expect(await readRollupState(connection)).toMatchObject({ streamSeq: 1, rolledUntil: 3, late: [] });
  });
});

describe("raw readings", () => {
  it("keep their retention until they are rolled up", async () => {
    const connection = await freshStore({ retentionDays: 400 });
    await new TelemetryWriter(connection).writeLines(`telemetry,device=a x=1,received_at=1i ${start}`);
    const shorter = store.connect({ database: connection.config.database, retentionDays: 30 });
    expect(await provision(shorter)).toMatchObject({
      changes: [],
      warnings: [expect.stringContaining("until its readings")],
    });
    const state = { streamSeq: 1, streamCreated: 2, rolledFrom: 0, rolledUntil: start, late: [] };
    await writeRollupState(connection, { ...state, redoUntil: start });
    expect(await provision(shorter)).toMatchObject({
      changes: [],
      warnings: [expect.stringContaining("until its readings")],
    });
    await writeRollupState(connection, { ...state, redoUntil: 0 });
    expect(await provision(shorter)).toMatchObject({
      changes: [expect.stringContaining("DURATION 720h")],
      warnings: [],
    });
  });
});
