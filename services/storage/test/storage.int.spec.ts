import {
  encodeTelemetryBatch,
  shardOf,
  TELEMETRY_STREAM,
  type TelemetryBatch,
  telemetrySubject,
} from "@gridwatch/contracts";
import {
  type InfluxHandle,
  type NatsHandle,
  type ServiceHandle,
  startInflux,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import {
  changeInfluxPassword,
  connectNats,
  eventually,
  FaultProxy,
  queryInflux,
  readDeadLetters,
  readMetric,
  temporaryDirectory,
} from "@gridwatch/testkit";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";

const USER = { username: "storage", password: "right-password" };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let nats: NatsHandle;
let influx: InfluxHandle;
let proxy: FaultProxy;
let storage: ServiceHandle;

function environment(more: Record<string, string> = {}): Record<string, string> {
  return {
    NATS_URL: nats.url,
    NATS_USER: nats.credentials.username,
    NATS_PASSWORD: nats.credentials.password,
    INFLUX_URL: proxy.url,
    INFLUX_USERNAME: USER.username,
    INFLUX_PASSWORD: USER.password,
    INFLUX_TIMEOUT_MS: "1500",
    ...more,
  };
}

async function startStorage(
  more: Record<string, string> = {},
  waitFor: "ready" | "live" = "ready",
): Promise<ServiceHandle> {
  return startService({ dir: `${directory.path}/storage`, name: "storage", env: environment(more), waitFor });
}

beforeEach(async () => {
  directory = await temporaryDirectory("storage");
  nats = await startNats({ dir: `${directory.path}/nats` });
  influx = await startInflux({ dir: `${directory.path}/influx`, users: [{ ...USER, rights: "all" }] });
  proxy = await FaultProxy.before(influx.url);
  storage = await startStorage();
});

afterEach(async () => {
  await storage.stop();
  await proxy.close();
  await influx.stop();
  await nats.stop();
  await directory.remove();
});

const START = Date.now() - 60_000;

/** Readings numbered from `from`: number `n` stands at `START + n` of its device. */
function batchOf(device: string, from: number, rows: number): TelemetryBatch {
  const numbers = Array.from({ length: rows }, (_, i) => from + i);
  return {
    v: 1,
    devices: numbers.map(() => device),
    timestamps: numbers.map((n) => START + n),
    receivedAt: numbers.map((n) => START + n + 5),
    suspect: [],
    metrics: { number: numbers, voltage: numbers.map((n) => 230 + n / 7) },
  };
}

async function publish(...payloads: (TelemetryBatch | Uint8Array)[]): Promise<void> {
  const nc = await connectNats(nats);
  try {
    const js = jetstream(nc);
    for (const payload of payloads) {
      const bytes = payload instanceof Uint8Array ? payload : encodeTelemetryBatch(payload);
      const device = payload instanceof Uint8Array ? "unknown" : (payload.devices[0] ?? "");
      await js.publish(telemetrySubject(shardOf(device)), bytes);
    }
  } finally {
    await nc.close();
  }
}

/** 20 batches of 50 readings. */
async function publishThousand(from = 0): Promise<void> {
  await publish(...Array.from({ length: 20 }, (_, i) => batchOf(`unit-${i % 5}`, from + i * 50, 50)));
}

async function storedNumbers(): Promise<number[]> {
  const rows = await queryInflux(influx, "SELECT number FROM telemetry GROUP BY device");
  return rows.map((row) => Number(row["number"])).sort((a, b) => a - b);
}

async function expectStored(count: number): Promise<void> {
  await eventually(async () => expect(await storedNumbers()).toEqual(Array.from({ length: count }, (_, n) => n)), {
    timeoutMs: 20_000,
  });
}

/** Counted once the database has answered, which is after the readings can be queried. */
async function expectCountedAsStored(count: number): Promise<void> {
  await eventually(async () =>
    expect(await readMetric(storage.url, "gridwatch_storage_readings_stored_total")).toBe(count),
  );
}

async function pending(): Promise<number> {
  return readMetric(storage.url, "gridwatch_consumer_pending_messages");
}

async function readyStatus(): Promise<number> {
  return (await fetch(`${storage.url}/health/ready`)).status;
}

describe("storage", () => {
  it("stores every reading with the same values, both its times, and its mark", async () => {
    const batch = batchOf("unit-1", 0, 3);
    batch.suspect = [1];
    batch.metrics["odd"] = [0.1 + 0.2, null, -1e-7];
    await publish(batch);
    await eventually(async () => expect(await storedNumbers()).toHaveLength(3));
    const rows = await queryInflux(influx, "SELECT * FROM telemetry");
    expect(rows).toEqual(
      [0, 1, 2].map((n) => ({
        time: START + n,
        device: "unit-1",
        number: n,
        voltage: 230 + n / 7,
        odd: [0.1 + 0.2, null, -1e-7][n],
        received_at: START + n + 5,
        suspect: n === 1 ? true : null,
      })),
    );
    await expectCountedAsStored(3);
    await eventually(async () => expect(await pending()).toBe(0));
  });

  it("has a reading once, however often it is delivered", async () => {
    await publishThousand();
    await publishThousand();
    await expectStored(1_000);
    await eventually(async () => expect(await pending()).toBe(0));
  });

  it("tells how far it is behind, for how long, and what came again; and nothing while the backbone is away", async () => {
    const lag = (what: string) => readMetric(storage.url, `gridwatch_consumer_${what}`, { consumer: "storage" });
    await influx.stop();
    await publishThousand();
    await eventually(async () => expect(await pending()).toBe(20));
    await eventually(async () => expect(await lag("oldest_pending_seconds")).toBeGreaterThan(2));
    await influx.restart();
    await expectStored(1_000);
    await eventually(async () => expect(await pending()).toBe(0));
    expect(await lag("oldest_pending_seconds")).toBe(0);
    expect(await lag("redeliveries_total")).toBeGreaterThan(0);
    await nats.kill();
    await eventually(async () => {
      const text = await (await fetch(`${storage.url}/metrics`)).text();
      // A line without a value: the metric's description alone.
      expect(text).not.toMatch(/^gridwatch_consumer_pending_messages\{/m);
      expect(text).toContain("gridwatch_storage_readings_stored_total");
    });
    await nats.restart();
    await eventually(async () => expect(await readyStatus()).toBe(200), { timeoutMs: 20_000 });
  });

  it("buries a batch it cannot read and goes on", async () => {
    const rubbish = new TextEncoder().encode('{"v":9}');
    await publish(rubbish, batchOf("unit-1", 0, 10));
    await expectStored(10);
    await eventually(async () =>
      expect(await readDeadLetters(nats)).toMatchObject([
        {
          origin: "storage",
          reason: "unreadable_batch",
          topic: telemetrySubject(shardOf("unknown")),
          payload: rubbish,
        },
      ]),
    );
    await eventually(async () => expect(await pending()).toBe(0));
  });

  it("finds the bad lines of a batch, buries just these and stores all others", async () => {
    const seed = await fetch(`${influx.url}/write?db=gridwatch&rp=raw&precision=ms`, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`${influx.admin.username}:${influx.admin.password}`).toString("base64")}`,
      },
      body: `telemetry,device=seed contested=1i ${START}`,
    });
    expect(seed.status).toBe(204);
    const batch = batchOf("unit-1", 0, 200);
    const bad = new Set([0, 77, 78, 199]);
    batch.metrics["contested"] = batch.timestamps.map((_, row) => (bad.has(row) ? 1.5 : null));
    await publish(batch);
    await eventually(async () => expect(await readDeadLetters(nats)).toHaveLength(4));
    const letters = await readDeadLetters(nats);
    const buried = letters.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).metrics.number[0]);
    expect(buried.sort((a, b) => a - b)).toEqual([...bad]);
    expect(letters[0]).toMatchObject({ origin: "storage", reason: "rejected_by_database", readings: 1 });
    expect(letters[0]?.detail).toContain("field type conflict");
    // InfluxDB 1.x keeps the other fields of a line whose one field it refuses? It does not: the point is dropped.
    const stored = (await storedNumbers()).filter((n) => !bad.has(n));
    expect(stored).toHaveLength(196);
    await expectCountedAsStored(196);
    await eventually(async () => expect(await readMetric(storage.url, "gridwatch_dead_letter_readings_total")).toBe(4));
  });

  it("splits a write that is too large for the database", async () => {
    proxy.inject(({ path, body }) => (path.startsWith("/write") && body.length > 4_000 ? { status: 413 } : undefined));
    await publishThousand();
    await expectStored(1_000);
    expect(await readDeadLetters(nats)).toEqual([]);
  });

  it("keeps everything while the database fails or is gone, and stores it soon after", async () => {
    proxy.inject(({ path }) =>
      path.startsWith("/write") ? { status: 500, body: '{"error":"no space left on device"}' } : undefined,
    );
    await publishThousand();
    await eventually(async () => expect(await readyStatus()).toBe(503));
    await influx.kill();
    proxy.inject();
    await publishThousand(1_000);
    expect((await fetch(`${storage.url}/health/live`)).status).toBe(200);
    await influx.restart();
    const back = performance.now();
    await expectStored(2_000);
    expect(performance.now() - back).toBeLessThan(10_000);
    await eventually(async () => expect(await readyStatus()).toBe(200));
    await expectCountedAsStored(2_000);
  });

  it("waits as long as the database asks for", async () => {
    let refused = 0;
    proxy.inject(({ path }) =>
      path.startsWith("/write") && refused++ === 0 ? { status: 429, headers: { "retry-after": "2" } } : undefined,
    );
    const start = performance.now();
    await publish(batchOf("unit-1", 0, 10));
    await expectStored(10);
    expect(performance.now() - start).toBeGreaterThan(2_000);
  });

  it("gets over a database that stalls", async () => {
    influx.signal("SIGSTOP");
    await publishThousand();
    await eventually(async () => expect(await readyStatus()).toBe(503));
    influx.signal("SIGCONT");
    await expectStored(1_000);
  });

  it("stops consuming while the database refuses its password, and goes on when that is right again", async () => {
    await changeInfluxPassword(influx, USER, "another");
    await publishThousand();
    await eventually(async () => expect(await readyStatus()).toBe(503));
    await eventually(async () => expect(await pending()).toBe(20));
    expect(await readDeadLetters(nats)).toEqual([]);
    await changeInfluxPassword(influx, { ...USER, password: "another" }, USER.password);
    await expectStored(1_000);
    await eventually(async () => expect(await readyStatus()).toBe(200));
  });

  it("loses nothing when it is killed, when it is stopped in mid-batch, or when NATS restarts under it", async () => {
    await publishThousand();
    await storage.kill();
    await publishThousand(1_000);
    await storage.restart();
    await nats.kill();
    await nats.restart();
    await publishThousand(2_000);
    await storage.stop();
    expect(await storage.exited).toEqual({ code: 0, signal: null });
    await storage.restart();
    await expectStored(3_000);
  });

  it("starts before its servers do", async () => {
    await storage.stop();
    await nats.stop();
    await influx.stop();
    storage = await startStorage({}, "live");
    expect(await readyStatus()).toBe(503);
    await nats.restart();
    await influx.restart();
    await eventually(async () => expect(await readyStatus()).toBe(200));
    await publishThousand();
    await expectStored(1_000);
  });

  it("makes room in a stream that fills up, of stored readings only", async () => {
    await storage.stop();
    const nc = await connectNats(nats);
    const jsm = await jetstreamManager(nc);
    try {
      const maxBytes = 16 * 1024 * 1024;
      await jsm.streams.update(TELEMETRY_STREAM.name, { max_bytes: maxBytes });
      let batches = 0;
      for (; (await jsm.streams.info(TELEMETRY_STREAM.name)).state.bytes < 0.9 * maxBytes; batches += 50) {
        await publish(...Array.from({ length: 50 }, (_, i) => batchOf(`unit-${i % 5}`, (batches + i) * 200, 200)));
      }
      storage = await startStorage({ TELEMETRY_MAX_BYTES: String(maxBytes) });
      const stored = () => readMetric(storage.url, "gridwatch_storage_readings_stored_total");
      await eventually(async () => expect(await stored()).toBe(batches * 200), { timeoutMs: 30_000 });
      await eventually(
        async () => {
          const { state } = await jsm.streams.info(TELEMETRY_STREAM.name);
          expect(state.bytes).toBeLessThan(0.51 * maxBytes);
          expect(state.bytes).toBeGreaterThan(0.45 * maxBytes);
        },
        { timeoutMs: 15_000 },
      );
      await expectStored(batches * 200);
    } finally {
      await nc.close();
    }
  });
});
