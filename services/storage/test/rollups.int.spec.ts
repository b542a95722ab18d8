import { encodeTelemetryBatch, shardOf, TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import {
  type InfluxHandle,
  type NatsHandle,
  type ServiceHandle,
  startInflux,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import { connectNats, eventually, FaultProxy, queryInflux, temporaryDirectory } from "@gridwatch/testkit";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";

const USER = { username: "storage", password: "right-password" };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIERS = { "1m": MINUTE, "10m": 10 * MINUTE, "1h": HOUR, "1d": DAY } as const;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let nats: NatsHandle;
let influx: InfluxHandle;
let proxy: FaultProxy;
let storages: ServiceHandle[];

async function startStorage(name = "storage"): Promise<ServiceHandle> {
  const storage = await startService({
    dir: `${directory.path}/${name}`,
    name,
    env: {
      NATS_URL: nats.url,
      NATS_USER: nats.credentials.username,
      NATS_PASSWORD: nats.credentials.password,
      INFLUX_URL: proxy.url,
      INFLUX_USERNAME: USER.username,
      INFLUX_PASSWORD: USER.password,
      INFLUX_TIMEOUT_MS: "1500",
      STORAGE_ROLLUP_MS: "200",
    },
  });
  storages.push(storage);
  return storage;
}

beforeEach(async () => {
  storages = [];
  directory = await temporaryDirectory("rollups");
  nats = await startNats({ dir: `${directory.path}/nats` });
  influx = await startInflux({ dir: `${directory.path}/influx`, users: [{ ...USER, rights: "all" }] });
  proxy = await FaultProxy.before(influx.url);
});

afterEach(async () => {
  for (const storage of storages) await storage.stop();
  await proxy.close();
  await influx.stop();
  await nats.stop();
  await directory.remove();
});

interface Reading {
  device: string;
  at: number;
  x: number;
}

/** Readings of three units over the last days: hours late and out of order, as `Math.random` has it. */
function lateReadings(count: number): Reading[] {
  return Array.from({ length: count }, () => ({
    device: `unit-${Math.floor(Math.random() * 3)}`,
    at: Math.floor(Date.now() - 2 * MINUTE - Math.random() ** 3 * 3 * DAY),
    x: (Math.random() - 0.5) * 100,
  }));
}

/** In messages of up to 40 readings of one unit. */
async function publish(readings: readonly Reading[]): Promise<void> {
  const nc = await connectNats(nats);
  try {
    const js = jetstream(nc);
    for (const device of new Set(readings.map((reading) => reading.device))) {
      const own = readings.filter((reading) => reading.device === device);
      for (let i = 0; i < own.length; i += 40) {
        const some = own.slice(i, i + 40);
        const batch = encodeTelemetryBatch({
          v: 1,
          devices: some.map(() => device),
          timestamps: some.map(({ at }) => at),
          receivedAt: some.map(() => Date.now()),
          suspect: [],
          metrics: { x: some.map(({ x }) => x), x_count: some.map((_, row) => (row % 3 === 0 ? row : null)) },
        });
        await js.publish(telemetrySubject(shardOf(device)), batch);
      }
    }
  } finally {
    await nc.close();
  }
}

async function writeRaw(readings: readonly Reading[]): Promise<void> {
  const response = await fetch(`${influx.url}/write?db=gridwatch&rp=raw&precision=ms`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${influx.admin.username}:${influx.admin.password}`).toString("base64")}`,
    },
    body: readings.map(({ device, at, x }) => `telemetry,device=${device} x=${x},received_at=${at}i ${at}`).join("\n"),
  });
  expect(response.status).toBe(204);
}

type Rollup = Record<string, unknown>;

const key = ({ device, time }: Rollup) => `${device} ${time}`;

/** To ten digits, in order of device and time. */
function tidy(rows: Rollup[]): Rollup[] {
  const digits = (value: unknown) => (typeof value === "number" ? Number(value.toFixed(9)) : value);
  return rows
    .map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, digits(value)])))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const FIGURES = ["count", "sum", "min", "max"];

/** Longer than raw readings are kept. Without a beginning the server would count windows from 1970 on, and refuse. */
const ALL_OF_RAW_MS = 40 * 86_400_000;

/** Asked of raw, past our own code. */
async function expectedRollups(windowMs: number, until: number): Promise<Rollup[]> {
  const figures = ["x", "x_count"].flatMap((m) => FIGURES.map((figure) => `${figure}(${m}) AS ${m}_${figure}`));
  const rows = await queryInflux(
    influx,
    `SELECT count(received_at) AS readings, ${figures} FROM telemetry WHERE time >= ${until - ALL_OF_RAW_MS}ms AND time < ${until}ms GROUP BY time(${windowMs}ms), device fill(none)`,
  );
  return tidy(rows);
}

async function rollups(policy: string, until: number): Promise<Rollup[]> {
  const columns = ["x", "x_count"].flatMap((metric) => FIGURES.map((figure) => `${metric}_${figure}`));
  const rows = await queryInflux(
    influx,
    `SELECT readings, ${columns} FROM gridwatch."${policy}".telemetry WHERE time < ${until}ms GROUP BY device`,
  );
  return tidy(rows);
}

async function state(): Promise<Record<string, number>> {
  const [row] = await queryInflux(influx, 'SELECT last(*) FROM gridwatch."1d".rollup_state');
  return (row ?? {}) as Record<string, number>;
}

/** Every tier holds what raw says, for every window that is over, when TELEMETRY is read to its end. */
async function expectRolledUp(): Promise<void> {
  const nc = await connectNats(nats);
  try {
    const jsm = await jetstreamManager(nc);
    await eventually(
      async () => {
        const { last_seq } = (await jsm.streams.info(TELEMETRY_STREAM.name)).state;
        expect(await state()).toMatchObject({ last_stream_seq: last_seq, last_redo_until: 0, last_rolled_from: 0 });
        const until = (await state())["last_rolled_until"] ?? 0;
        expect(until).toBeGreaterThan(Date.now() - 2 * MINUTE);
        for (const [policy, windowMs] of Object.entries(TIERS)) {
          const ends = Math.floor(until / windowMs) * windowMs;
          expect([policy, await rollups(policy, ends)]).toEqual([policy, await expectedRollups(windowMs, ends)]);
        }
      },
      { timeoutMs: 45_000, everyMs: 500 },
    );
  } finally {
    await nc.close();
  }
}

/** Whoever reads is told that a minute was touched. */
async function expectToldLate(at: number): Promise<void> {
  await eventually(async () => {
    const told = String((await state())["last_late"]).split(" ");
    const ranges = told.map((range) => range.split("-").map(Number));
    expect(ranges.length).toBeLessThanOrEqual(4);
    expect(ranges.some(([from = 0, to = 0]) => from <= at && at < to)).toBe(true);
  });
}

describe("rollups", () => {
  it("equal raw for readings that come late, out of order and twice, and for what was there before", async () => {
    const storage = await startStorage();
    await writeRaw(lateReadings(500));
    await storage.stop();
    await storage.restart();
    const readings = lateReadings(1_500);
    await publish(readings);
    await publish(readings.slice(200, 700));
    await expectRolledUp();
    // Late by days, into windows that are rolled up already.
    await publish(lateReadings(300));
    const late = Math.floor(Date.now() - 2.5 * DAY);
    await publish([{ device: "unit-late", at: late, x: 3 }]);
    await expectToldLate(late);
    await expectRolledUp();
    expect(await rollups("1h", Date.now())).toContainEqual(
      expect.objectContaining({ device: "unit-late", x_count: 1 }),
    );
  }, 120_000);

  it("equal raw after storage was killed while rolling up, and after the database was away", async () => {
    const storage = await startStorage();
    await publish(lateReadings(500));
    let writes = 0;
    const killed = new Promise<void>((resolve) => {
      proxy.inject(({ path }) => {
        // In the middle: minutes are written, coarser windows are not.
        if (path.startsWith("/write") && path.includes("rp=10m") && ++writes === 2) void storage.kill().then(resolve);
        return undefined;
      });
    });
    await killed;
    proxy.inject();
    await publish(lateReadings(200));
    await storage.restart();
    await publish(lateReadings(200));
    await influx.kill();
    await influx.restart();
    await expectRolledUp();
  }, 120_000);

  it("are made by one of two replicas, and by the other when that is gone", async () => {
    const first = await startStorage("storage-1");
    await startStorage("storage-2");
    await publish(lateReadings(500));
    await expectRolledUp();
    await first.kill();
    await publish(lateReadings(500));
    await expectRolledUp();
  }, 120_000);

  it("are made of raw again when messages left the stream unseen, or the stream was made anew", async () => {
    const storage = await startStorage();
    await publish(lateReadings(300));
    await expectRolledUp();
    await storage.stop();
    await publish(lateReadings(300));
    const nc = await connectNats(nats);
    try {
      const jsm = await jetstreamManager(nc);
      // Stored, and gone before anybody rolled it up.
      await writeRaw(lateReadings(300));
      const { last_seq } = (await jsm.streams.info(TELEMETRY_STREAM.name)).state;
      await jsm.streams.purge(TELEMETRY_STREAM.name, { seq: last_seq - 2 });
      await storage.restart();
      await expectRolledUp();

      await storage.stop();
      await writeRaw(lateReadings(300));
      await jsm.streams.delete(TELEMETRY_STREAM.name);
      await storage.restart();
      await publish(lateReadings(100));
      await expectRolledUp();
    } finally {
      await nc.close();
    }
  }, 180_000);
});
