import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findClusterNatsServer, freePort } from "@gridwatch/local-stack";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { environmentOf, expanded } from "./container-environment.js";
import { type Manifest, ofKind, workload } from "./manifests.js";

export interface NatsPod {
  process: ChildProcess;
  clientPort: number;
  /** Where a central one takes the links of regions. */
  leafPort: number;
  /** Paths of its startup, liveness and readiness probes, where it answers them. */
  probes: string[];
}

/**
 * The pods of the StatefulSet as processes: their own command, files and environment, but on loopback and free ports. Their folders are made in
 * `dir`; `elsewhere` says where on this machine that is which their settings name, beyond the pods themselves.
 */
export async function startNatsPods(
  manifests: Manifest[],
  dir: string,
  elsewhere: (text: string) => string = (text) => text,
): Promise<NatsPod[]> {
  const { pod, container, replicas } = workload(manifests, "nats");
  const map = pod.volumes?.find(({ name }) => name === "config")?.configMap?.name;
  const files = ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata?.name === map)?.data ?? {};
  const places = await Promise.all(
    Array.from({ length: replicas }, async () => ({
      4222: await freePort(),
      6222: await freePort(),
      8222: await freePort(),
      7422: await freePort(),
    })),
  );
  return places.map((place, index) => {
    const name = `nats-${index}`;
    const folder = mkdtempSync(join(dir, `${name}-`));
    const here = (text: string) =>
      elsewhere(text)
        .replace(/nats-(\d)\.nats-headless:6222/g, (_, other: string) => `127.0.0.1:${places[Number(other)]?.[6222]}`)
        .replaceAll("0.0.0.0", "127.0.0.1")
        .replaceAll("/etc/nats/", `${folder}/`)
        .replaceAll('"/data"', `"${folder}/data"`)
        .replaceAll(/\b(4222|6222|7422|8222)\b/g, (port) => `${place[Number(port) as keyof typeof place]}`);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), here(text));
    const environment = environmentOf(manifests, container, name);
    const args = container.args?.map((arg) => here(expanded(arg, environment))) ?? [];
    const env = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, here(value)]));
    const process = spawn(findClusterNatsServer(), [...args, "--addr", "127.0.0.1"], { env, stdio: "ignore" });
    const { startupProbe, livenessProbe, readinessProbe } = container;
    const probes = [startupProbe, livenessProbe, readinessProbe].map((probe) =>
      here(probe?.exec?.command?.at(-1) ?? ""),
    );
    return { process, clientPort: place[4222], leafPort: place[7422], probes };
  });
}

/** As the services do, to whichever of them answers. */
export function connectToPods(pods: readonly NatsPod[]): Promise<NatsConnection> {
  return connect({
    servers: pods.map(({ clientPort }) => `127.0.0.1:${clientPort}`),
    user: "gridwatch",
    pass: "secret-of-nats_password",
  });
}
