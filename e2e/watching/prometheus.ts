import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findServer, freePort, type Platform, SERVICES, ServerProcess } from "@gridwatch/local-stack";

interface Alert {
  labels: { alertname: string; severity: string };
  state: "pending" | "firing";
}

interface RuleGroup {
  rules: { name: string; health: "ok" | "err" | "unknown"; lastError?: string }[];
}

/** A sample of a series: labels, then time and value. */
interface Sample {
  metric: Record<string, string>;
  value: [number, string];
}

/** A real Prometheus that asks every service of a platform once a second, under the labels that the PodMonitor gives it. */
export class Prometheus {
  private constructor(
    private readonly server: ServerProcess,
    private readonly url: string,
  ) {}

  /** @param groups of rules, as a PrometheusRule has them */
  static async start(platform: Platform, directory: string, groups: object[]): Promise<Prometheus> {
    const folder = join(directory, "prometheus");
    mkdirSync(folder);
    const scrapes = SERVICES.map((service) => ({
      job_name: service,
      static_configs: [{ targets: [new URL(platform.service(service).url).host], labels: { namespace: "gridwatch" } }],
    }));
    const config = {
      global: { scrape_interval: "1s", evaluation_interval: "1s" },
      rule_files: ["rules.json"],
      scrape_configs: scrapes,
    };
    // JSON is YAML, too.
    writeFileSync(join(folder, "rules.json"), JSON.stringify({ groups }));
    writeFileSync(join(folder, "prometheus.json"), JSON.stringify(config));
    const place = `127.0.0.1:${await freePort()}`;
    const server = new ServerProcess({
      name: "prometheus",
      command: findServer("prometheus"),
      args: [
        "--config.file=prometheus.json",
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=${place}`,
      ],
      cwd: folder,
      env: {},
      logFile: join(directory, "prometheus.log"),
      probe: async () => expect((await fetch(`http://${place}/-/ready`)).status).toBe(200),
    });
    await server.start();
    return new Prometheus(server, `http://${place}`);
  }

  /** The samples of an expression now. @throws Error with what is wrong with it */
  async query(expression: string): Promise<Sample[]> {
    const { result } = await this.ask<{ result: Sample[] }>(`query?query=${encodeURIComponent(expression)}`);
    return result;
  }

  /** The names of the alerts that fire, each once. */
  async firing(): Promise<string[]> {
    const { alerts } = await this.ask<{ alerts: Alert[] }>("alerts");
    const firing = alerts.filter(({ state }) => state === "firing");
    return [...new Set(firing.map(({ labels }) => labels.alertname))].sort();
  }

  async ruleGroups(): Promise<RuleGroup[]> {
    return (await this.ask<{ groups: RuleGroup[] }>("rules")).groups;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private async ask<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}`);
    const { data, error } = (await response.json()) as { data: T; error?: string };
    if (!response.ok) throw new Error(`${path}: ${error}`);
    return data;
  }
}
