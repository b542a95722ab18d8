import { TELEMETRY_SHARDS } from "@gridwatch/contracts";
import { NODE_OPTIONS_OF } from "@gridwatch/local-stack";
import { envVariables, type HttpConfig, loadConfig } from "@gridwatch/service-kit";
import { ROLLUP_TIERS } from "@gridwatch/telemetry-store";
import type { IContainer } from "kubernetes-models/v1";
import { environmentOf, secretKeysOf } from "./container-environment.js";
import { imageEnvironment } from "./dockerfile.js";
import { parseEnvFile } from "./env-file.js";
import { environmentOf as composeEnvironmentOf, service } from "./example-compose.js";
import { OVERLAYS, type Overlay, render } from "./kubectl.js";
import { type Manifest, nameOf, ofKind, podTemplates, workload } from "./manifests.js";
import { textOf } from "./repository.js";
import { SERVICE_CONFIGS, SERVICE_NAMES, type ServiceName } from "./service-configs.js";

function environment(overlay: Overlay, name: string): Record<string, string> {
  const manifests = render(overlay);
  return environmentOf(manifests, workload(manifests, name).container, `${name}-0`);
}

function configOf(name: ServiceName, env: Record<string, string>): { http: HttpConfig } {
  return loadConfig(SERVICE_CONFIGS[name] as new () => { http: HttpConfig }, env);
}

describe.each(OVERLAYS)("the environment in the overlay %s", (overlay) => {
  const manifests = render(overlay);

  it.each(SERVICE_NAMES)("of %s holds what its configuration knows, secrets from the Secret", (name) => {
    const own = environment(overlay, name);
    const known = envVariables(SERVICE_CONFIGS[name]);
    expect(Object.keys(own).filter((variable) => !known.some((each) => each.name === variable))).toEqual([]);
    for (const { name: variable } of known.filter(({ secret }) => secret)) {
      expect([variable, own[variable]]).toEqual([variable, expect.stringMatching(/^secret-of-/)]);
    }
  });

  it.each(SERVICE_NAMES)("lets %s start where its probes look, and stop before it is killed", (name) => {
    const { pod, container } = workload(manifests, name);
    const { http } = configOf(name, { ...imageEnvironment("service"), ...environment(overlay, name) });
    expect(http.host).toBe("0.0.0.0");
    expect(container.ports).toEqual([{ name: "http", containerPort: http.port }]);
    expect(container.livenessProbe?.httpGet?.path).toBe("/health/live");
    expect(container.startupProbe?.httpGet?.path).toBe("/health/live");
    expect(container.readinessProbe?.httpGet?.path).toBe("/health/ready");
    const graceMs = (pod.terminationGracePeriodSeconds ?? 30) * 1_000;
    expect(graceMs).toBeGreaterThan(preStopMs(container) + http.shutdownTimeoutMs);
  });

  it("of the page names Services and the image's port", () => {
    const own = environment(overlay, "edge");
    for (const [variable, upstream] of Object.entries(own)) {
      const [host = "", port] = upstream.split(":");
      const ports = ofKind(manifests, "Service").find(({ metadata }) => metadata?.name === host)?.spec?.ports;
      expect([variable, ports?.map((each) => `${each.port}`)]).toEqual([variable, [port]]);
    }
    const { EDGE_LISTEN } = imageEnvironment("edge");
    const template = textOf("deploy/edge/default.conf.template");
    for (const variable of Object.keys(own)) expect(template).toContain(`\${${variable}}`);
    const { container } = workload(manifests, "edge");
    expect(container.ports?.map(({ containerPort }) => `${containerPort}`)).toEqual([EDGE_LISTEN]);
    expect(template).toContain(`location = ${container.readinessProbe?.httpGet?.path} {`);
  });

  it("takes secrets from one Secret, by names that .env.example has", () => {
    const known = parseEnvFile(textOf(".env.example")).map(({ name }) => name);
    for (const { secret, key } of podTemplates(manifests).flatMap(({ container }) => secretKeysOf(container))) {
      expect([secret, known]).toEqual(["gridwatch", expect.arrayContaining([key])]);
    }
  });
});

describe("the platform in one cluster", () => {
  const manifests = render("production");

  it.each(SERVICE_NAMES)("configures %s as compose does, but for three servers of NATS", (name) => {
    const compose = { ...composeEnvironmentOf(name), STREAM_REPLICAS: "3" };
    expect(configOf(name, environment("production", name))).toEqual(configOf(name, compose));
  });

  it.each(["emqx", "nats", "influxdb"])("runs %s from the image that compose runs, with the same accounts", (name) => {
    const { container } = workload(manifests, name);
    expect(container.image).toBe(service(name).image);
    const own = environment("production", name);
    for (const [variable, value] of Object.entries(service(name).environment ?? {})) {
      expect([variable, own[variable]?.replaceAll('"', "")]).toEqual([variable, value.replaceAll('"', "")]);
    }
  });

  it("bounds heaps as the local platform does", () => {
    for (const name of SERVICE_NAMES) {
      const { container } = workload(manifests, name);
      const options = NODE_OPTIONS_OF[name];
      expect(container.args).toEqual(options && [...options, "service/dist/main.js"]);
    }
  });

  it("lets the database answer the largest queries of the services, as it does on one machine", () => {
    const own = environment("production", "influxdb");
    const limits = ["SERIES", "BUCKETS", "POINT"].map((name) => Number(own[`INFLUXD_INFLUXQL_MAX_SELECT_${name}`]));
    const local = [...textOf("deploy/local/influxdb.conf.template").matchAll(/max-select-\w+ = (\d+)/g)];
    expect(local.map(([, limit]) => Number(limit))).toEqual(limits);
    const [{ maxDevices }, { maxValues }] = [new SERVICE_CONFIGS.ingest(), new SERVICE_CONFIGS.analytics()];
    const finerWindows = ROLLUP_TIERS.slice(1).map(
      ({ windowMs }, tier) => windowMs / (ROLLUP_TIERS[tier]?.windowMs ?? 0),
    );
    // Count, sum, lowest and highest of 8 metrics, and how many readings there are.
    const points = maxDevices * Math.max(...finerWindows) * (4 * 8 + 1);
    for (const [index, asked] of [maxDevices, maxValues, points].entries()) {
      expect(limits[index]).toBeGreaterThanOrEqual(asked);
    }
  });

  it("scores all units that ingest takes, though a hash shares them out unevenly", () => {
    const { maxDevices } = loadConfig(SERVICE_CONFIGS.ingest, environment("production", "ingest"));
    const { maxUnitsPerShard } = loadConfig(SERVICE_CONFIGS.predict, environment("production", "predict"));
    const perShard = maxDevices / TELEMETRY_SHARDS;
    expect(maxUnitsPerShard).toBeGreaterThan(perShard + 5 * Math.sqrt(perShard));
  });

  it("gives the database a disk that holds what the load stated leaves there, by the bytes of docs/operations.md", () => {
    const stated = textOf("deploy/k8s/overlays/production/kustomization.yaml").matchAll(
      /([\d,]+) (?:readings\/s|units)/g,
    );
    const [readingsPerSecond = NaN, units = NaN] = [...stated].map(([, count = ""]) =>
      Number(count.replaceAll(",", "")),
    );
    const { influx } = loadConfig(SERVICE_CONFIGS.storage, environment("production", "storage"));
    const raw = readingsPerSecond * 86_400 * 77 * influx.retentionDays;
    const minutes = units * (1_440 * 162 + 144 * 185) * influx.minuteRetentionDays;
    expect(claimedBytes(manifests, "influxdb")).toBeGreaterThan(raw + minutes);
  });

  it("gives NATS a disk of which three quarters, all that JetStream takes, hold the streams", () => {
    const { TELEMETRY_MAX_BYTES, DEAD_LETTERS_MAX_BYTES, INSIGHTS_MAX_BYTES } = environment("production", "storage");
    const streams = [TELEMETRY_MAX_BYTES, DEAD_LETTERS_MAX_BYTES, INSIGHTS_MAX_BYTES].map(Number);
    // Forecasts, replays and what became of models.
    const small = 3 * 64 * 1024 ** 2;
    expect(claimedBytes(manifests, "nats") * 0.75).toBeGreaterThan(streams.reduce((sum, bytes) => sum + bytes, small));
  });
});

/** The volume of each pod of a StatefulSet. */
function claimedBytes(manifests: Manifest[], name: string): number {
  const found = ofKind(manifests, "StatefulSet").find((each) => nameOf(each) === name);
  const size = `${found?.spec?.volumeClaimTemplates?.[0]?.spec?.resources?.requests?.["storage"]}`;
  const [, count, unit] = /^(\d+)(Gi|Ti)$/.exec(size) ?? [];
  return Number(count) * 1024 ** (unit === "Ti" ? 4 : 3);
}

function preStopMs({ lifecycle }: IContainer): number {
  const [command, seconds] = lifecycle?.preStop?.exec?.command ?? [];
  expect(command).toBe("sleep");
  return Number(seconds) * 1_000;
}
