import { freePort } from "@gridwatch/local-stack";
import {
  changeInfluxPassword,
  eventually,
  type Fault,
  FaultProxy,
  type NumberedLoad,
  queryInflux,
  readDeadLetters,
} from "@gridwatch/testkit";
import { FaultStage, passed, SCENARIO_MS } from "./fault-stage.js";

let stage: FaultStage;
let proxy: FaultProxy;

beforeAll(async () => {
  const influxd = await freePort();
  proxy = await FaultProxy.before(`http://127.0.0.1:${influxd}`);
  stage = await FaultStage.open({ ports: { influxd }, env: { storage: { INFLUX_URL: proxy.url } } });
});

afterAll(async () => {
  await stage?.close();
  await proxy?.close();
});

/** Lets `fault` answer in InfluxDB's place for some thousand readings. */
async function answerBy(fault: Fault, load: NumberedLoad): Promise<void> {
  proxy.inject(fault);
  try {
    await passed(load, 4_000);
  } finally {
    proxy.inject();
  }
}

const isWrite = ({ path, body }: { path: string; body: Buffer }): boolean =>
  path.startsWith("/write") && body.length > 0;

describe("nothing is lost when the database", () => {
  it(
    "refuses storage's password until it is right again",
    () =>
      stage.survive("InfluxDB refuses the password", async (load) => {
        const { influx, secrets } = stage.platform;
        const login = secrets.influx.storage;
        await changeInfluxPassword(influx, login, "another-password");
        try {
          await eventually(async () => {
            const { url } = stage.platform.service("storage");
            expect((await fetch(`${url}/health/ready`)).status).toBe(503);
          });
          await passed(load, 3_000);
        } finally {
          await changeInfluxPassword(influx, { ...login, password: "another-password" }, login.password);
        }
      }),
    SCENARIO_MS,
  );

  it(
    "answers 500, as with a full disk",
    () =>
      stage.survive("InfluxDB answers 500 (no space left on device)", (load) =>
        answerBy(
          (request) =>
            isWrite(request)
              ? {
                  status: 500,
                  body: JSON.stringify({ error: "engine: error writing WAL entry: no space left on device" }),
                }
              : undefined,
          load,
        ),
      ),
    SCENARIO_MS,
  );

  it(
    "takes no body above some kilobytes",
    () =>
      stage.survive("InfluxDB answers 413 above 4 kB", (load) =>
        answerBy(
          (request) =>
            isWrite(request) && request.body.length > 4_096
              ? { status: 413, body: JSON.stringify({ error: "Request Entity Too Large" }) }
              : undefined,
          load,
        ),
      ),
    SCENARIO_MS,
  );

  it(
    "refuses single lines within a batch, and only those are dead letters",
    async () => {
      // A metric that the database knows as a text: every float for it is refused, one line of a whole batch each time.
      await queryInflux(stage.platform.influx, "SHOW DATABASES");
      const { url, admin } = stage.platform.influx;
      const written = await fetch(`${url}/write?db=gridwatch&rp=raw`, {
        method: "POST",
        headers: { authorization: `Basic ${Buffer.from(`${admin.username}:${admin.password}`).toString("base64")}` },
        body: 'telemetry,device=conflicting disputed="a text"',
      });
      expect(written.status).toBe(204);
      const disputed = 25;
      await stage.survive(
        "InfluxDB refuses single lines in a batch",
        async (load) => {
          for (let i = 0; i < disputed; i++) {
            load.publishBeside("conflicting", { disputed: i });
            await passed(load, 50);
          }
        },
        { lettersBeside: disputed },
      );
      const letters = (await readDeadLetters(stage.platform.nats)).filter(
        ({ reason }) => reason === "rejected_by_database",
      );
      const values = letters.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).metrics.disputed[0]);
      expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: disputed }, (_, i) => i));
      const [row] = await queryInflux(
        stage.platform.influx,
        "SELECT count(received_at) FROM telemetry WHERE device = 'conflicting'",
      );
      expect(row).toBeUndefined();
    },
    SCENARIO_MS,
  );
});
