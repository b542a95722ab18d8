import { freePort } from "@gridwatch/local-stack";
import { eventually, type NumberedLoad, peakMemoryMb, readMetric, TcpProxy } from "@gridwatch/testkit";
import { FaultStage, MAX_MEMORY_MB, passed, SCENARIO_MS, UNUSABLE } from "./fault-stage.js";

/** What ingest may hold, and more than that. */
const HELD_MESSAGES = 20_000;
const AWAY_READINGS = 30_000;

let stage: FaultStage;
let broker: TcpProxy;
let backbone: TcpProxy;

beforeAll(async () => {
  const host = "127.0.0.1";
  const ports = { mosquitto: await freePort(), "nats-server": await freePort() };
  broker = await TcpProxy.before({ host, port: ports.mosquitto });
  backbone = await TcpProxy.before({ host, port: ports["nats-server"] });
  const env = { MQTT_URL: `mqtt://${host}:${broker.port}`, NATS_URL: `nats://${host}:${backbone.port}` };
  stage = await FaultStage.open({ ports, env: { ingest: env } });
});

afterAll(async () => {
  await stage?.close();
  await broker?.close();
  await backbone?.close();
});

const ingested = (name: string): Promise<number> =>
  readMetric(stage.platform.service("ingest").url, `gridwatch_ingest_${name}`);

/** Cuts the connection ten times, each when ingest has passed a few hundred readings on since. */
async function cutRepeatedly(proxy: TcpProxy): Promise<void> {
  for (let times = 0; times < 10; times++) {
    const then = await ingested("readings_published_total");
    await eventually(async () => expect(await ingested("readings_published_total")).toBeGreaterThan(then + 300));
    expect(proxy.cut()).toBeGreaterThan(0);
  }
}

async function awayFor(readings: number, proxy: TcpProxy, load: NumberedLoad): Promise<void> {
  expect(proxy.refuse()).toBeGreaterThan(0);
  await passed(load, readings);
  proxy.admit();
}

describe("ingest, its connections broken in mid-batch,", () => {
  it(
    "loses nothing with the broker's",
    () =>
      stage.survive("ingest's connection to the broker cut 10 times", () => cutRepeatedly(broker), {
        load: { unusable: UNUSABLE },
      }),
    SCENARIO_MS,
  );

  it(
    "loses nothing with the backbone's",
    () =>
      stage.survive("ingest's connection to NATS cut 10 times", () => cutRepeatedly(backbone), {
        load: { unusable: UNUSABLE },
      }),
    SCENARIO_MS,
  );

  it(
    "holds what it may, leaves the rest with the broker and loses nothing while it does not reach the backbone",
    () =>
      stage.survive(
        `ingest does not reach NATS for ${AWAY_READINGS.toLocaleString("en")} readings`,
        async (load) => {
          await awayFor(AWAY_READINGS, backbone, load);
          const held = await ingested("held_messages");
          expect(held).toBeGreaterThan(0);
          expect(held).toBeLessThanOrEqual(HELD_MESSAGES + 1);
          expect(peakMemoryMb(stage.platform.service("ingest").pid)).toBeLessThan(MAX_MEMORY_MB);
        },
        { load: { readingsPerSecond: 3_000 } },
      ),
    SCENARIO_MS,
  );

  it(
    "loses nothing while it reaches neither",
    () =>
      stage.survive("ingest reaches neither broker nor NATS for 5,000 readings", async (load) => {
        await Promise.all([awayFor(5_000, broker, load), awayFor(5_000, backbone, load)]);
      }),
    SCENARIO_MS,
  );
});
