import { ACCOUNT_HEADERS, encodeTelemetryBatch, TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import {
  type InfluxHandle,
  type NatsHandle,
  type ServiceHandle,
  startInflux,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import { connectNats, eventually, temporaryDirectory } from "@gridwatch/testkit";
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { headers, type NatsConnection } from "@nats-io/transport-node";

interface Counted {
  telemetry?: { readings: number; lost: number; unseenMessages: number; lives: Record<string, { readings: number }> };
  settled: { seq: number; readings: number };
}

const USER = { username: "storage", password: "right-password" };
const ROWS = 10;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let nats: NatsHandle;
let influx: InfluxHandle;
let storage: ServiceHandle;
let nc: NatsConnection;
let jsm: JetStreamManager;
let confirmed = 0;

beforeEach(async () => {
  confirmed = 0;
  directory = await temporaryDirectory("ledger");
  nats = await startNats({ dir: `${directory.path}/nats` });
  influx = await startInflux({ dir: `${directory.path}/influx`, users: [{ ...USER, rights: "all" }] });
  storage = await startService({
    dir: `${directory.path}/storage`,
    name: "storage",
    env: {
      NATS_URL: nats.url,
      NATS_USER: nats.credentials.username,
      NATS_PASSWORD: nats.credentials.password,
      INFLUX_URL: influx.url,
      INFLUX_USERNAME: USER.username,
      INFLUX_PASSWORD: USER.password,
    },
  });
  nc = await connectNats(nats);
  jsm = await jetstreamManager(nc);
});

afterEach(async () => {
  await nc.close();
  await storage.stop();
  await influx.stop();
  await nats.stop();
  await directory.remove();
});

/** Publishes one after the other, as a single life does that knows each to be safe before it sends the next. */
async function publish(messages: number): Promise<void> {
  const start = Date.now() - 60_000;
  for (let i = 0; i < messages; i++) {
    const rows = Array.from({ length: ROWS }, (_, row) => start + confirmed * ROWS + row);
    const own = headers();
    own.set(ACCOUNT_HEADERS.readings, String(ROWS));
    own.set(ACCOUNT_HEADERS.life, "host.life");
    own.set(ACCOUNT_HEADERS.number, String(confirmed + 1));
    own.set(ACCOUNT_HEADERS.confirmed, `${confirmed}/${confirmed * ROWS}`);
    const batch = {
      v: 1 as const,
      devices: rows.map(() => "unit-1"),
      timestamps: rows,
      receivedAt: rows,
      suspect: [],
      metrics: { input_voltage: rows.map(() => 230) },
    };
    await jsm.jetstream().publish(telemetrySubject(1), encodeTelemetryBatch(batch), { headers: own });
    confirmed += 1;
  }
}

async function ledger(): Promise<Counted> {
  const entry = await jsm.streams.getMessage("KV_LEDGER", { last_by_subj: "$KV.LEDGER.readings" });
  if (entry === null) throw new Error("the ledger has not begun");
  return entry.json<Counted>();
}

function expectLedger(expected: { readings: number; lost: number; settled: number }): Promise<void> {
  return eventually(
    async () => {
      const { telemetry, settled } = await ledger();
      expect({ readings: telemetry?.readings, lost: telemetry?.lost, settled: settled.readings }).toEqual(expected);
    },
    { timeoutMs: 30_000 },
  );
}

describe("the ledger", () => {
  it("counts each reading once, whoever is killed and restarted", async () => {
    await publish(20);
    await expectLedger({ readings: 200, lost: 0, settled: 200 });
    await storage.kill();
    await publish(20);
    await storage.restart();
    await publish(20);
    await nats.kill();
    await nats.restart();
    await eventually(() => publish(1));
    await expectLedger({ readings: 610, lost: 0, settled: 610 });
    expect((await ledger()).telemetry?.lives["host.life"]?.readings).toBe(610);
  });

  it("names the readings of a message that was acknowledged and is gone", async () => {
    await publish(5);
    await expectLedger({ readings: 50, lost: 0, settled: 50 });
    await storage.kill();
    await publish(5);
    await jsm.streams.deleteMessage(TELEMETRY_STREAM.name, 7);
    await storage.restart();
    await expectLedger({ readings: 90, lost: ROWS, settled: 90 });
  });

  it("says what had gone before it could be counted, and calls none of it lost", async () => {
    await publish(5);
    await expectLedger({ readings: 50, lost: 0, settled: 50 });
    await storage.kill();
    await publish(10);
    await jsm.streams.purge(TELEMETRY_STREAM.name, { seq: 12 });
    await storage.restart();
    await publish(5);
    await expectLedger({ readings: 140, lost: 0, settled: 140 });
    expect((await ledger()).telemetry?.unseenMessages).toBe(6);
  });
});
