import { SERVICES } from "@gridwatch/local-stack";
import { eventually, type NumberedLoad } from "@gridwatch/testkit";
import { FaultStage, LONG, passed, SCENARIO_MS, UNUSABLE } from "./fault-stage.js";

let stage: FaultStage;

beforeAll(async () => {
  // The short stall, too, lasts longer than storage waits for an answer.
  stage = await FaultStage.open(LONG ? {} : { env: { storage: { INFLUX_TIMEOUT_MS: "2000" } } });
});

afterAll(async () => {
  await stage?.close();
});

async function killAndRestart(names: string[], load: NumberedLoad): Promise<void> {
  await Promise.all(names.map((name) => stage.platform.part(name).kill()));
  // A database that is back at once may have been missed by no write.
  if (names.includes("influxd")) await passed(load, 3_000);
  if (names.includes("influxd") && !names.includes("storage")) {
    const { url } = stage.platform.service("storage");
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
  }
  await Promise.all(names.map((name) => stage.platform.part(name).restart()));
}

describe("under load, and within ten seconds", () => {
  it.each([
    [["ingest"]],
    [["storage"]],
    [["realtime"]],
    [["analytics"]],
    [["predict"]],
    [["nats-server"]],
    [["influxd"]],
    [["ingest", "nats-server"]],
    [["storage", "influxd"]],
    [["nats-server", "influxd"]],
  ])(
    "the platform gets over a SIGKILL of %p without losing a reading",
    (names) =>
      stage.survive(`SIGKILL of ${names.join(" and ")}`, (load) => killAndRestart(names, load), {
        load: { unusable: UNUSABLE },
      }),
    SCENARIO_MS,
  );

  const stallSeconds = LONG ? 60 : 5;
  const stall = async (load: NumberedLoad): Promise<void> => {
    const stalledAt = load.published;
    stage.platform.influx.signal("SIGSTOP");
    try {
      await eventually(() => expect(load.published).toBeGreaterThan(stalledAt + stallSeconds * 900), {
        timeoutMs: stallSeconds * 1_000 + 30_000,
      });
    } finally {
      stage.platform.influx.signal("SIGCONT");
    }
  };
  it(
    "it gets over a database that stalls",
    () => stage.survive(`InfluxDB stalls for ${stallSeconds} s`, stall),
    SCENARIO_MS,
  );

  it(
    "it gets over a proper restart of the broker",
    () => stage.survive("restart of the broker", () => stage.platform.mosquitto.restart()),
    SCENARIO_MS,
  );

  const roll = async (): Promise<void> => {
    for (const name of SERVICES) await stage.platform.part(name).restart();
  };
  it(
    "it gets over a rolling restart of every service",
    () => stage.survive("rolling restart of all services", roll),
    SCENARIO_MS,
  );
});
