import { eventually } from "@gridwatch/testkit";
import { type AlertRule, ruleGroups } from "../../deploy/test/alerts.js";
import { publishByLibrary } from "../device-clients.js";
import { WatchedPlatform } from "./watched-platform.js";

/** The rules as they are shipped, but that what is wrong fires after seconds rather than minutes. */
const GROUPS = ruleGroups().map(({ name, rules = [] }) => ({ name, rules: rules.map(soon) }));

function soon(rule: AlertRule): AlertRule {
  return { ...rule, ...(rule.for === undefined ? {} : { for: "3s" }) };
}

let watched: WatchedPlatform;

beforeAll(async () => {
  watched = await WatchedPlatform.start(GROUPS);
});

afterAll(() => watched?.stop());

function expectFiring(names: string[]): Promise<void> {
  return eventually(async () => expect(await watched.prometheus.firing()).toEqual(names), {
    timeoutMs: 60_000,
    everyMs: 250,
  });
}

describe("the alerts on a running platform", () => {
  it("are all evaluated, and keep silent while all is well", async () => {
    await eventually(
      async () => {
        const rules = (await watched.prometheus.ruleGroups()).flatMap((group) => group.rules);
        expect(rules.map(({ health }) => health)).toEqual(GROUPS.flatMap((group) => group.rules.map(() => "ok")));
        // Rates need two samples.
        const received = 'sum(rate(gridwatch_ingest_readings_received_total{namespace="gridwatch"}[1m])) > 0';
        expect(await watched.prometheus.query(received)).toHaveLength(1);
        expect(await watched.prometheus.query("gridwatch_accounting_difference_readings == 0")).toHaveLength(1);
        // It is asked for every half minute.
      },
      { timeoutMs: 90_000 },
    );
    await expectFiring([]);
  });

  it("tell that InfluxDB is away, and no more of it once it is back", async () => {
    await watched.platform.part("influxd").kill();
    await expectFiring(["GridwatchInfluxDBRefusing"]);
    await watched.platform.part("influxd").restart();
    await expectFiring([]);
  });

  it("tell which replica is down, and that it was the only one of its service", async () => {
    await watched.platform.part("realtime").kill();
    await expectFiring(["GridwatchReplicaDown", "GridwatchServiceDown"]);
    for (const [alert, severity] of Object.entries({ Replica: "warning", Service: "critical" })) {
      const [sample] = await watched.prometheus.query(`ALERTS{alertname="Gridwatch${alert}Down",alertstate="firing"}`);
      expect(sample?.metric).toMatchObject({ job: "realtime", severity });
    }
    await watched.platform.part("realtime").restart();
    await expectFiring([]);
  });

  // What follows is told for as long as the rules look back: one comes to the other.
  const told: string[] = [];

  it("tell that somebody uploaded a package that fails a gate", async () => {
    const { url } = watched.platform.service("predict");
    const upload = { method: "POST", headers: { "content-type": "application/gzip" }, body: "no package" };
    expect((await fetch(`${url}/api/v1/models?by=tester&reason=try`, upload)).status).toBe(422);
    told.push("GridwatchModelFailingGates");
    await expectFiring(told);
    const [sample] = await watched.prometheus.query('ALERTS{alertname="GridwatchModelFailingGates"}');
    expect(sample?.metric).toMatchObject({ gate: "package" });
  });

  it("tell that many readings cannot be used, and why", async () => {
    const { mosquitto } = watched.platform;
    const topic = "sensors/unit-9/telemetry";
    await publishByLibrary(mosquitto, 5, Array(100).fill({ topic, payload: '{"input_voltage": "much"}' }));
    told.unshift("GridwatchDeadLettersRising");
    await expectFiring(told);
    const [sample] = await watched.prometheus.query('ALERTS{alertname="GridwatchDeadLettersRising"}');
    expect(sample?.metric).toMatchObject({ origin: "ingest", reason: "metric_value" });
  });

  it("tell which replica begins anew again and again", async () => {
    const starts = async () =>
      Number((await watched.prometheus.query('changes(process_start_time_seconds{job="realtime"}[30m])'))[0]?.value[1]);
    for (let start = (await starts()) + 1; start <= 3; start++) {
      await watched.platform.part("realtime").restart();
      await eventually(async () => expect(await starts()).toBe(start));
    }
    await expectFiring([...told, "GridwatchReplicaFlapping"]);
  });
});
