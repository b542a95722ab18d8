import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { endRecordedProcesses } from "@gridwatch/local-stack";
import type { IService } from "kubernetes-models/v1";
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
    readonly memoryLimits: MemoryLimits,
  ) {
    // Its processes run as other users.
    chmodSync(this.dir, 0o755);
  }

  static async start(manifests: Manifest[]): Promise<Cluster> {
    const cluster = new Cluster(manifests, await findMemoryLimits());
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

  /** What the Secret holds under a key. */
  secret(key: string): string {
    return `${filledIn[key]}`;
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
    const others = names.filter((name) => !SERVERS.includes(name) && !LAST.includes(name));
    for (const stage of [SERVERS, others, LAST]) {
      await Promise.all(stage.map((name) => this.workload(name).scale(this.workload(name).workload.replicas)));
    }
  }

  private async expose(service: IService): Promise<void> {
    const { selector = {}, ports = [], clusterIP } = service.spec ?? {};
    // One without an address of its own only gives its pods their names.
    if (clusterIP === "None") return;
    const host = this.addresses.take();
    this.serviceAddresses.set(nameOf(service), host);
    for (const { port, targetPort } of ports) {
      const endpoints = () => this.endpoints(selector, targetPort ?? port);
      this.proxies.push(await ServiceProxy.listen({ host, port }, endpoints));
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
    const memoryLimitBytes = bytesOf(`${container.resources?.limits?.["memory"]}`);
    const memory = this.memoryLimits.of(podName, memoryLimitBytes);
    const { cgroup } = memory;
    const { start, here, standIn } = containerOf({ manifests, workload, podName, address, dir, resolve, cgroup });
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
    return text.replaceAll(/(^|\/\/|,)([a-z][a-z0-9-]*)(?=:\d+)/g, (found, before: string, name: string) => {
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
