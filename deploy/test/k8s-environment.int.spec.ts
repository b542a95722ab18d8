import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findClusterNatsServer, NODE_OPTIONS_OF } from "@gridwatch/local-stack";
import { envVariables, type HttpConfig, loadConfig } from "@gridwatch/service-kit";
import type { IContainer } from "kubernetes-models/v1";
import { parse } from "yaml";
import { environmentOf, secretKeysOf } from "./container-environment.js";
import { imageEnvironment } from "./dockerfile.js";
import { parseEnvFile } from "./env-file.js";
import { service } from "./example-compose.js";
import { findKubectl, OVERLAYS, type Overlay, render } from "./kubectl.js";
import { ofKind, workload, workloads } from "./manifests.js";
import { inRepository, textOf } from "./repository.js";
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
    for (const { secret, key } of workloads(manifests).flatMap(({ container }) => secretKeysOf(container))) {
      expect([secret, known]).toEqual(["gridwatch", expect.arrayContaining([key])]);
    }
  });
});

describe("the platform in one cluster", () => {
  const manifests = render("production");

  it.each(SERVICE_NAMES)("configures %s as compose does, but for three servers of NATS", (name) => {
    const compose = { ...service(name).environment, STREAM_REPLICAS: "3" };
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

  it("bounds heaps as the local platform does, below the limit of memory", () => {
    for (const name of SERVICE_NAMES) {
      const { container } = workload(manifests, name);
      const options = NODE_OPTIONS_OF[name];
      expect(container.args).toEqual(options && [...options, "service/dist/main.js"]);
    }
  });

  it("gives NATS a disk of which three quarters hold the streams", () => {
    const { TELEMETRY_MAX_BYTES, DEAD_LETTERS_MAX_BYTES, INSIGHTS_MAX_BYTES } = environment("production", "storage");
    const [claim] = ofKind(manifests, "StatefulSet").find(({ metadata }) => metadata?.name === "nats")?.spec
      ?.volumeClaimTemplates ?? [undefined];
    const [, gibibytes] = /^(\d+)Gi$/.exec(`${claim?.spec?.resources?.requests?.["storage"]}`) ?? [];
    const streams = [TELEMETRY_MAX_BYTES, DEAD_LETTERS_MAX_BYTES, INSIGHTS_MAX_BYTES].map(Number);
    expect(Number(gibibytes) * 1024 ** 3 * 0.75).toBeGreaterThan(streams.reduce((sum, bytes) => sum + bytes, 0));
  });
});

describe("the backbone's configuration", () => {
  it.each(["local", "production"] as const)("is one that NATS takes in the overlay %s", (overlay) => {
    const manifests = render(overlay);
    const { container, pod } = workload(manifests, "nats");
    const dir = mkdtempSync(join(tmpdir(), "gridwatch-nats-"));
    try {
      const map = pod.volumes?.find(({ name }) => name === "config")?.configMap?.name;
      const files = ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata?.name === map)?.data ?? {};
      for (const [file, text] of Object.entries(files)) {
        writeFileSync(join(dir, file), text.replace('"/data"', `"${dir}/data"`));
      }
      const own = environment(overlay, "nats");
      const args = (container.args ?? []).map((arg) =>
        arg.replace("/etc/nats/", `${dir}/`).replace("$(SERVER_NAME)", own["SERVER_NAME"] ?? ""),
      );
      const { status, stderr } = spawnSync(findClusterNatsServer(), [...args, "-t"], { env: own, encoding: "utf8" });
      expect([status, stderr]).toEqual([0, expect.stringContaining("is valid")]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it("names a route to each of the servers, by the account of the cluster", () => {
    const { replicas } = workload(render("production"), "nats");
    const routes = JSON.parse(environment("production", "nats")["NATS_ROUTES"] ?? "") as string[];
    const account = "gridwatch:secret-of-nats_password";
    expect(routes).toEqual(
      Array.from({ length: replicas }, (_, i) => `nats-route://${account}@nats-${i}.nats-headless:6222`),
    );
  });
});

describe("make-secret.sh", () => {
  const make = (...args: string[]) => {
    const script = inRepository("deploy/k8s/make-secret.sh");
    const { stdout } = spawnSync("sh", [script, ...args], {
      env: { PATH: process.env["PATH"] ?? "", KUBECTL: findKubectl() },
      encoding: "utf8",
    });
    const { kind, metadata, data } = parse(stdout) as {
      kind: string;
      metadata: { name: string; namespace: string };
      data: Record<string, string>;
    };
    expect([kind, metadata]).toEqual([
      "Secret",
      expect.objectContaining({ name: "gridwatch", namespace: "gridwatch" }),
    ]);
    return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, "base64").toString()]));
  };

  it("makes every secret that the manifests ask for, and no other", () => {
    const asked = workloads(render("production")).flatMap(({ container }) => secretKeysOf(container));
    const [first, second] = [make(), make()];
    expect(Object.keys(first).sort()).toEqual([...new Set(asked.map(({ key }) => key))].sort());
    for (const [key, value] of Object.entries(first)) {
      expect(value).toMatch(/^[0-9a-f]{48}$/);
      expect(value).not.toBe(second[key]);
    }
  });

  it("takes over the secrets of an env file", () => {
    const dir = mkdtempSync(join(tmpdir(), "gridwatch-env-"));
    try {
      writeFileSync(join(dir, "env"), "LOG_LEVEL=info\nNATS_PASSWORD=kept-as-it-is\n");
      expect(make(join(dir, "env"))).toEqual({ NATS_PASSWORD: "kept-as-it-is" });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

function preStopMs({ lifecycle }: IContainer): number {
  const [command, seconds] = lifecycle?.preStop?.exec?.command ?? [];
  expect(command).toBe("sleep");
  return Number(seconds) * 1_000;
}
