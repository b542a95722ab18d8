import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { endRecordedProcesses } from "@gridwatch/local-stack";
import type { Stores } from "@gridwatch/testkit";
import type { IService } from "kubernetes-models/v1";
import { environmentOf } from "../test/container-environment.js";
import { filledIn } from "../test/example-compose.js";
import { type Manifest, nameOf, ofKind, selects, type Workload, workloads } from "../test/manifests.js";
import { Addresses } from "./addresses.js";
import { containerOf } from "./containers.js";
import { Journal } from "./journal.js";
import { findMemoryLimits, type MemoryLimits } from "./memory-limits.js";
import { Pod } from "./pod.js";
import { probeOf } from "./probes.js";
import { ServiceProxy } from "./service-proxy.js";
import { WorkloadController } from "./workload-controller.js";

const execute = promisify(execFile);

/** Servers first: whoever needs them would wait, and be started again, as in a cluster, but for longer. */
const SERVERS = ["nats", "influxdb", "emqx"];
/** nginx looks its services' names up when it starts. */
const LAST = ["edge"];

export interface ClusterOptions {
  /** Turns what manifests say of places beyond the cluster into what they are on this machine. */
  elsewhere?: (text: string) => string;
  /** Where its Service of the type LoadBalancer is reached from outside. */
  loadBalancer?: { host: string; port: number };
  /** As this process's user, and not as the pods' own, who may not be let into where the repository lies. */
  asThisUser?: boolean;
}

/** A rendered overlay as processes of this machine. */
export class Cluster {
  readonly journal = new Journal();
  private readonly dir = mkdtempSync(join(tmpdir(), "gridwatch-rehearsal-"));
  private readonly addresses = new Addresses();
  private readonly serviceAddresses = new Map<string, string>();
  private readonly proxies: ServiceProxy[] = [];
  private readonly controllers = new Map<string, WorkloadController>();

  private constructor(
    readonly manifests: Manifest[],
    private readonly options: ClusterOptions,
    readonly memoryLimits: MemoryLimits,
  ) {
    // Its processes run as other users.
    chmodSync(this.dir, 0o755);
  }

  static async start(manifests: Manifest[], options: ClusterOptions = {}): Promise<Cluster> {
    const cluster = new Cluster(manifests, options, await findMemoryLimits());
    try {
      await cluster.open();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** All of them, by name. */
  get workloads(): ReadonlyMap<string, WorkloadController> {
    return this.controllers;
  }

  workload(name: string): WorkloadController {
    const found = this.controllers.get(name);
    if (found === undefined) throw new Error(`there is no workload ${name}`);
    return found;
  }

  /** What the pods of our services export at the moment; nothing of one that does not answer. */
  metricsTexts(): Promise<string>[] {
    const services = [...this.controllers.values()].filter(
      ({ workload }) => workload.labels["app.kubernetes.io/component"] === "service",
    );
    return services
      .flatMap(({ pods }) => pods)
      .map(({ plan }) =>
        fetch(`http://${plan.address}:3000/metrics`).then(
          (answer) => answer.text(),
          () => "",
        ),
      );
  }

  /** `host:port` of a Service. */
  serviceAt(name: string, port: number): string {
    return `${this.serviceAddresses.get(name)}:${port}`;
  }

  /** What a pod of this workload is told, with the addresses of here. */
  environment(name: string): Record<string, string> {
    const { container } = this.workload(name).workload;
    const told = Object.entries(environmentOf(this.manifests, container, `${name}-0`));
    return Object.fromEntries(told.map(([variable, value]) => [variable, this.resolve(value)]));
  }

  /** The broker, for devices. */
  get broker() {
    const password = `${filledIn["MQTT_DEVICE_PASSWORD"]}`;
    return { url: `mqtt://${this.serviceAt("emqx", 1883)}`, credentials: () => ({ username: "device", password }) };
  }

  /** Where readings are found in the end. */
  get stores(): Stores {
    const admin = { username: "admin", password: `${filledIn["INFLUX_ADMIN_PASSWORD"]}` };
    const credentials = { username: "gridwatch", password: `${filledIn["NATS_PASSWORD"]}` };
    return {
      influx: { url: `http://${this.serviceAt("influxdb", 8086)}`, admin },
      nats: { url: `nats://${this.serviceAt("nats", 4222)}`, credentials },
    };
  }

  /** Takes the pods away, whoever feeds before who is fed. */
  async stop(): Promise<void> {
    const [servers, services] = [SERVERS, [...this.controllers.keys()].filter((name) => !SERVERS.includes(name))];
    const away = (names: string[]) => Promise.all(names.map((name) => this.controllers.get(name)?.scale(0)));
    await away(services);
    await away(servers);
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
    await endRecordedProcesses(join(this.dir, "run"));
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async open(): Promise<void> {
    for (const service of ofKind(this.manifests, "Service")) await this.expose(service);
    for (const workload of workloads(this.manifests)) {
      const create = (podName: string) => this.pod(workload, podName);
      this.controllers.set(workload.name, new WorkloadController(workload, create));
    }
    const names = [...this.controllers.keys()];
    const stageOf = (name: string) => (SERVERS.includes(name) ? 0 : LAST.includes(name) ? 2 : 1);
    for (const stage of [0, 1, 2]) {
      const begun = names.filter((name) => stageOf(name) === stage).map((name) => this.workload(name));
      await Promise.all(begun.map((controller) => controller.scale(controller.workload.replicas)));
    }
  }

  private async expose(service: IService): Promise<void> {
    const { selector = {}, ports = [], clusterIP, type } = service.spec ?? {};
    // One without an address of its own only gives its pods their names.
    if (clusterIP === "None") return;
    const host = this.addresses.take();
    this.serviceAddresses.set(nameOf(service), host);
    for (const { port, targetPort } of ports) {
      const endpoints = () => this.endpoints(selector, targetPort ?? port);
      this.proxies.push(await ServiceProxy.listen({ host, port }, endpoints));
      const { loadBalancer } = this.options;
      if (type === "LoadBalancer" && loadBalancer !== undefined)
        this.proxies.push(await ServiceProxy.listen(loadBalancer, endpoints));
    }
  }

  private endpoints(selector: Record<string, string>, targetPort: string | number): { host: string; port: number }[] {
    return [...this.controllers.values()]
      .filter(({ workload }) => selects({ matchLabels: selector }, workload.labels))
      .flatMap(({ workload, pods }) => {
        const named = workload.container.ports?.find(({ name }) => name === targetPort)?.containerPort;
        const port = Number(named ?? targetPort);
        return pods.filter(({ ready }) => ready).map(({ plan }) => ({ host: plan.address, port }));
      });
  }

  private pod(workload: Workload, podName: string): Pod {
    const { container, pod } = workload;
    const address = this.addresses.take();
    const resolve = (text: string) => this.resolve(text);
    const { manifests, dir } = this;
    const { asThisUser = false } = this.options;
    const memoryLimitBytes = bytesOf(`${container.resources?.limits?.["memory"]}`);
    const memory = this.memoryLimits.of(podName, memoryLimitBytes);
    const { cgroup } = memory;
    const place = { manifests, workload, podName, address, dir, resolve, asThisUser, cgroup };
    const { start, here, standIn } = containerOf(place);
    const probe = (kind: "startupProbe" | "readinessProbe" | "livenessProbe") =>
      probeOf(container, container[kind] ?? {}, address, here, standIn);
    const preStop = container.lifecycle?.preStop?.exec?.command ?? [];
    const plan = {
      name: podName,
      workload: workload.name,
      address,
      start,
      startup: probe("startupProbe"),
      readiness: probe("readinessProbe"),
      liveness: probe("livenessProbe"),
      graceMs: (pod.terminationGracePeriodSeconds ?? 30) * 1_000,
      preStop: async () => {
        const [command, ...args] = preStop;
        if (command !== undefined) await execute(command, args);
      },
      memory,
      memoryLimitBytes,
    };
    return new Pod(plan, this.journal);
  }

  /** The DNS of the cluster: the addresses of Services in place of their names. */
  private resolve(text: string): string {
    const { elsewhere = (same: string) => same } = this.options;
    return elsewhere(text).replaceAll(/(^|\/\/|,)([a-z][a-z0-9-]*)(?=:\d+)/g, (found, before: string, name: string) => {
      const address = this.serviceAddresses.get(name);
      return address === undefined ? found : `${before}${address}`;
    });
  }
}

function bytesOf(quantity: string): number {
  const [, amount, unit = ""] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? [];
  if (amount === undefined) throw new Error(`the memory limit ${quantity} is not in Mi or Gi`);
  return Number(amount) * (unit === "Gi" ? 1024 ** 3 : 1024 ** 2);
}
