import { eventually } from "@gridwatch/testkit";
import { type AlertRule, ruleGroups } from "../../deploy/test/alerts.js";
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
    await eventually(async () => {
      const rules = (await watched.prometheus.ruleGroups()).flatMap((group) => group.rules);
      expect(rules.map(({ health }) => health)).toEqual(GROUPS.flatMap((group) => group.rules.map(() => "ok")));
      // Rates need two samples.
      const received = 'sum(rate(gridwatch_ingest_readings_received_total{namespace="gridwatch"}[1m])) > 0';
      expect(await watched.prometheus.query(received)).toHaveLength(1);
      expect(await watched.prometheus.query("gridwatch_accounting_difference_readings == 0")).toHaveLength(1);
    });
    await expectFiring([]);
  });

  it("tell that InfluxDB is away, and no more of it once it is back", async () => {
    await watched.platform.part("influxd").kill();
    await expectFiring(["GridwatchInfluxDBRefusing"]);
    await watched.platform.part("influxd").restart();
    await expectFiring([]);
  });

  it("tell which replica is down", async () => {
    await watched.platform.part("realtime").kill();
    await expectFiring(["GridwatchReplicaDown"]);
    const [sample] = await watched.prometheus.query('ALERTS{alertname="GridwatchReplicaDown",alertstate="firing"}');
    expect(sample?.metric).toMatchObject({ job: "realtime", severity: "warning" });
    await watched.platform.part("realtime").restart();
    await expectFiring([]);
  });
});
