import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT, SERVICES } from "@gridwatch/local-stack";
import { eventually } from "@gridwatch/testkit";
import { WatchedPlatform } from "./watched-platform.js";

const FOLDER = join(REPOSITORY_ROOT, "deploy/k8s/components/monitoring/dashboards");

interface Panel {
  id: number;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig: { defaults: { unit?: string } };
  targets: { refId: string; expr: string; legendFormat: string }[];
}

interface Dashboard {
  uid: string;
  title: string;
  panels: Panel[];
}

const dashboards = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Dashboard);
const queries = dashboards.flatMap(({ title, panels }) =>
  panels.flatMap((panel) => panel.targets.map(({ expr }) => ({ where: `${title}: ${panel.title}`, expr }))),
);

let watched: WatchedPlatform;
/** What the services export: its names, and those of it that have samples at the moment. */
let exported: { names: Set<string>; sampled: Set<string> };

beforeAll(async () => {
  watched = await WatchedPlatform.start();
  const { url } = watched.platform.service("analytics");
  // What nobody has asked for has no rate, and nothing has failed yet.
  const ask = setInterval(() => void fetch(`${url}/api/v1/devices`).catch(() => undefined), 500);
  const fail = setInterval(() => void fetch(`${url}/api/v1/devices?limit=none`).catch(() => undefined), 500);
  try {
    // Two scrapes of all that is counted.
    await eventually(async () => expect(await watched.prometheus.query("count_over_time(up[1m]) > 5")).toHaveLength(5));
    await eventually(async () => expect(await watched.prometheus.query(inGrafana(FAILING))).not.toHaveLength(0));
  } finally {
    clearInterval(ask);
    clearInterval(fail);
  }
  const texts = await Promise.all(SERVICES.map((service) => metricsOf(service)));
  exported = {
    names: namesIn(texts.join("\n"), /^# TYPE (\w+)/gm),
    sampled: namesIn(texts.join("\n"), /^(\w+)[{ ]/gm),
  };
});

afterAll(() => watched?.stop());

const FAILING = queries.find(({ where }) => where.endsWith("Requests that fail"))?.expr ?? "";

async function metricsOf(service: string): Promise<string> {
  return (await fetch(`${watched.platform.service(service).url}/metrics`)).text();
}

function namesIn(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].map(([, name = ""]) => name));
}

/** As Grafana sends it. */
function inGrafana(expr: string): string {
  return expr.replaceAll("$namespace", "gridwatch").replaceAll("$__rate_interval", "1m");
}

/** `up` is Prometheus' own. */
function metricsIn(expr: string): string[] {
  return [...namesIn(expr, /\b((?:gridwatch|process|nodejs)_\w+)\{/g)];
}

describe("the dashboards", () => {
  it.each(queries)("ask what there is: $where, $expr", async ({ expr }) => {
    const series = metricsIn(expr);
    const known = [...exported.names];
    for (const metric of series) expect(known).toContain(metric.replace(/_(bucket|sum|count)$/, ""));
    // Of what nothing is counted yet (the shadow, sockets) nothing can be seen.
    const least = series.every((metric) => exported.sampled.has(metric)) ? 1 : 0;
    // What is counted for the first time just now has a rate two scrapes later.
    await eventually(async () => {
      expect((await watched.prometheus.query(inGrafana(expr))).length).toBeGreaterThanOrEqual(least);
    });
  });

  it("name the series of a query by the labels that it has", () => {
    for (const { title, panels } of dashboards) {
      for (const { expr, legendFormat } of panels.flatMap(({ targets }) => targets)) {
        const [, by = ""] = /\bby \(([^)]*)\)/.exec(expr) ?? [];
        const kept = by.split(", ").filter((label) => label !== "" && label !== "le");
        const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
        expect([title, legendFormat, named.sort()]).toEqual([title, legendFormat, kept.sort()]);
      }
    }
  });

  it("say what each panel shows, in which unit, and no two panels in one place", () => {
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(3);
    for (const { panels } of dashboards) {
      for (const { title, fieldConfig } of panels) {
        expect(title).not.toBe("");
        expect(fieldConfig.defaults.unit).toBeTruthy();
      }
      expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      expect(new Set(panels.map(({ gridPos: { x, y } }) => `${x} ${y}`)).size).toBe(panels.length);
      for (const { gridPos } of panels)
        expect([gridPos.w, gridPos.h, gridPos.x % 8, gridPos.y % 8]).toEqual([8, 8, 0, 0]);
    }
  });
});
