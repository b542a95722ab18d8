import { TELEMETRY_STREAM } from "@gridwatch/contracts";
import { connectNats, eventually, readMetric, type Verdict } from "@gridwatch/testkit";
import { type JetStreamManager, jetstreamManager, type StreamInfo } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { FaultStage, SCENARIO_MS } from "./fault-stage.js";

const SERVERS = 3;

let stage: FaultStage;
let nc: NatsConnection;
let jsm: JetStreamManager;

beforeAll(async () => {
  stage = await FaultStage.open({ natsServers: SERVERS });
  nc = await connectNats(stage.platform.nats);
  jsm = await eventually(() => jetstreamManager(nc), { timeoutMs: 30_000 });
  await wholeAgain();
}, 120_000);

afterAll(async () => {
  await nc?.close();
  await stage?.close();
});

/** The server that leads TELEMETRY. */
function leader(other = ""): Promise<string> {
  return eventually(
    async () => {
      const name = (await jsm.streams.info(TELEMETRY_STREAM.name)).cluster?.leader ?? "";
      expect(name).toMatch(/^nats-server-\d$/);
      expect(name).not.toBe(other);
      return name;
    },
    { timeoutMs: 30_000 },
  );
}

function expectWhole({ cluster, config }: StreamInfo): void {
  expect(config.num_replicas).toBe(SERVERS);
  expect(cluster).toMatchObject({
    leader: expect.stringMatching(/^nats-server-/),
    replicas: Array.from({ length: SERVERS - 1 }, () => expect.objectContaining({ current: true })),
  });
}

/** Resolves when every server has all of TELEMETRY: only then does the next loss leave a majority. */
function wholeAgain(): Promise<void> {
  return eventually(
    async () => {
      expectWhole(await jsm.streams.info(TELEMETRY_STREAM.name));
    },
    { timeoutMs: 120_000 },
  );
}

const received = (): Promise<number> =>
  readMetric(stage.platform.service("realtime").url, "gridwatch_realtime_readings_received_total");

/** Makes sure that in the end realtime has had every reading that was stored from now on. */
async function realtimeCatchesUp(): Promise<(verdict: Verdict) => Promise<void>> {
  const before = await received();
  return ({ stored }) =>
    eventually(async () => expect((await received()) - before).toBeGreaterThanOrEqual(stored), { timeoutMs: 30_000 });
}

describe("a cluster of three NATS servers under load loses nothing", () => {
  it(
    "when the leader of TELEMETRY is killed, and when the next one is",
    async () =>
      stage.survive(
        "SIGKILL of TELEMETRY's leader, then of the next one",
        async () => {
          const first = await leader();
          await stage.platform.part(first).kill();
          const second = await leader(first);
          await stage.platform.part(first).restart();
          await wholeAgain();
          await stage.platform.part(second).kill();
          await leader(second);
          await stage.platform.part(second).restart();
        },
        { also: await realtimeCatchesUp() },
      ),
    SCENARIO_MS,
  );

  it(
    "when all three are restarted one by one",
    async () =>
      stage.survive(
        "restart of three NATS servers, one by one",
        async () => {
          for (const { name } of stage.platform.nats.servers) {
            await wholeAgain();
            await stage.platform.part(name).restart();
          }
        },
        { also: await realtimeCatchesUp() },
      ),
    SCENARIO_MS,
  );
});
