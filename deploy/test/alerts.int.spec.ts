import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findServer } from "@gridwatch/local-stack";
import { parse } from "yaml";
import { alertRules, ruleGroups } from "./alerts.js";
import { render } from "./kubectl.js";
import { nameOf, ofKind } from "./manifests.js";
import { anchorsOf, textOf } from "./repository.js";
import { SERVICE_NAMES } from "./service-configs.js";

interface AlertTest {
  alertname: string;
  exp_alerts?: object[];
}

const OPERATIONS = "docs/operations.md";
const rules = alertRules();
const names = rules.map(({ alert }) => alert ?? "");
const folder = mkdtempSync(join(tmpdir(), "gridwatch-alerts-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** @throws Error with what promtool says is wrong */
function promtool(...args: string[]): string {
  return execFileSync(findServer("promtool"), args, { cwd: folder, encoding: "utf8" });
}

describe("the alerts", () => {
  const tests = textOf("deploy/test/alerts.test.yaml");

  beforeAll(() => {
    // JSON is YAML, too.
    writeFileSync(join(folder, "alerts.yaml"), JSON.stringify({ groups: ruleGroups() }));
    writeFileSync(join(folder, "alerts.test.yaml"), tests);
  });

  it("are rules that Prometheus takes", () => {
    expect(promtool("check", "rules", "alerts.yaml")).toContain(`SUCCESS: ${rules.length} rules found`);
  });

  it("fire when they should, with what they say, and not otherwise", () => {
    expect(promtool("test", "rules", "alerts.test.yaml")).toContain("SUCCESS");
  });

  it("are each seen to fire and to keep silent", () => {
    const { tests: all } = parse(tests) as { tests: { alert_rule_test: AlertTest[] }[] };
    const seen = all.flatMap(({ alert_rule_test }) => alert_rule_test);
    const of = (fires: boolean) => seen.filter(({ exp_alerts = [] }) => exp_alerts.length > 0 === fires);
    for (const fires of [true, false]) {
      expect([...new Set(of(fires).map(({ alertname }) => alertname))].sort()).toEqual([...names].sort());
    }
  });

  it("say how bad it is, and where the runbook tells what to do", () => {
    const anchors = anchorsOf(OPERATIONS);
    for (const { alert, labels, annotations } of rules) {
      expect(["critical", "warning"]).toContain(labels?.["severity"]);
      expect(annotations?.["runbook_url"]).toBe(`${OPERATIONS}#${alert?.toLowerCase()}`);
      expect(anchors).toContain(alert?.toLowerCase());
    }
  });

  it("stand beside the metrics that they ask, in the table", () => {
    const asked = new Set(
      rules.flatMap(({ alert = "", expr }) =>
        [...String(expr).matchAll(/gridwatch_\w+?(?=_count\b|_bucket\b|\{)/g)].map(([metric]) => `${metric} ${alert}`),
      ),
    );
    const told = [...textOf(OPERATIONS).matchAll(/^\| `(gridwatch_\w+)`.*\|([^|]*)\|$/gm)].flatMap(
      ([, metric, alerts = ""]) => [...alerts.matchAll(/\[(\w+)\]/g)].map(([, alert]) => `${metric} Gridwatch${alert}`),
    );
    expect(told.sort()).toEqual([...asked].sort());
  });

  it("miss every service that is not there, ingest by its readings", () => {
    const { expr } = rules.find(({ alert }) => alert === "GridwatchServiceDown") ?? { expr: "" };
    const missed = [...String(expr).matchAll(/absent\(up\{namespace="gridwatch",job="(\w+)"\}\)/g)].map(
      ([, job]) => job,
    );
    expect(missed.sort()).toEqual(SERVICE_NAMES.filter((name) => name !== "ingest").sort());
  });

  it("ask for the certificate that is there", () => {
    const { expr } = rules.find(({ alert }) => alert === "GridwatchCertificateExpiring") ?? { expr: "" };
    const [, certificate] = /name="([^"]+)"/.exec(String(expr)) ?? [];
    expect(ofKind(render("production"), "Certificate").map(nameOf)).toEqual([certificate]);
  });

  it("are brought where Prometheus is", () => {
    const brought = ofKind(render("production"), "PrometheusRule").flatMap(({ spec }) => spec.groups ?? []);
    expect(brought).toEqual(ruleGroups());
  });
});
