import { freePort } from "@gridwatch/local-stack";
import { eventually, type NumberedLoad, TcpProxy } from "@gridwatch/testkit";
import { FaultStage, SCENARIO_MS } from "./fault-stage.js";

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

/** Cuts the connection ten times, each a few hundred readings after it has carried some again. */
async function cutRepeatedly(proxy: TcpProxy, load: NumberedLoad): Promise<void> {
  for (let times = 0; times < 10; times++) {
    const then = load.published;
    await eventually(() => expect(load.published).toBeGreaterThan(then + 300));
    proxy.cut();
  }
}

async function awayFor(readings: number, proxy: TcpProxy, load: NumberedLoad): Promise<void> {
  const then = load.published;
  proxy.refuse();
  await eventually(() => expect(load.published).toBeGreaterThan(then + readings), { timeoutMs: 60_000 });
  proxy.admit();
}

describe("ingest, its connections broken in mid-batch,", () => {
  it(
    "loses nothing with the broker's",
    () => stage.survive("ingest's connection to the broker cut 10 times", (load) => cutRepeatedly(broker, load)),
    SCENARIO_MS,
  );

  it(
    "loses nothing with the backbone's",
    () => stage.survive("ingest's connection to NATS cut 10 times", (load) => cutRepeatedly(backbone, load)),
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
