import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findClusterNatsServer, freePort } from "@gridwatch/local-stack";
import { eventually } from "@gridwatch/testkit";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { environmentOf, expanded } from "./container-environment.js";
import { type Overlay, render } from "./kubectl.js";
import { ofKind, workload } from "./manifests.js";

interface NatsPod {
  process: ChildProcess;
  clientPort: number;
  /** Paths of its startup, liveness and readiness probes, where it answers them. */
  probes: string[];
}

let dir: string;
let pods: NatsPod[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gridwatch-nats-"));
});
afterEach(() => {
  for (const { process } of pods) process.kill("SIGKILL");
  pods = [];
  rmSync(dir, { recursive: true, force: true });
});

/** The pods of the StatefulSet as processes: their own command, files and environment, but on loopback and free ports. */
async function startPods(overlay: Overlay): Promise<NatsPod[]> {
  const manifests = render(overlay);
  const { pod, container, replicas } = workload(manifests, "nats");
  const map = pod.volumes?.find(({ name }) => name === "config")?.configMap?.name;
  const files = ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata?.name === map)?.data ?? {};
  const places = await Promise.all(
    Array.from({ length: replicas }, async () => ({
      4222: await freePort(),
      6222: await freePort(),
      8222: await freePort(),
    })),
  );
  return places.map((place, index) => {
    const name = `nats-${index}`;
    const folder = mkdtempSync(join(dir, `${name}-`));
    const here = (text: string) =>
      text
        .replace(/nats-(\d)\.nats-headless:6222/g, (_, other: string) => `127.0.0.1:${places[Number(other)]?.[6222]}`)
        .replaceAll("0.0.0.0", "127.0.0.1")
        .replaceAll("/etc/nats/", `${folder}/`)
        .replaceAll('"/data"', `"${folder}/data"`)
        .replaceAll(/\b(4222|6222|8222)\b/g, (port) => `${place[Number(port) as keyof typeof place]}`);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), here(text));
    const environment = environmentOf(manifests, container, name);
    const args = container.args?.map((arg) => here(expanded(arg, environment))) ?? [];
    const env = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, here(value)]));
    const process = spawn(findClusterNatsServer(), [...args, "--addr", "127.0.0.1"], { env, stdio: "ignore" });
    const { startupProbe, livenessProbe, readinessProbe } = container;
    const probes = [startupProbe, livenessProbe, readinessProbe].map((probe) =>
      here(probe?.exec?.command?.at(-1) ?? ""),
    );
    return { process, clientPort: place[4222], probes };
  });
}

describe("the backbone's pods", () => {
  it.each([
    ["local", 1],
    ["production", 3],
  ] as const)(
    "in the overlay %s keep a stream, on as many servers as there are (%i), and are healthy",
    async (overlay, servers) => {
      pods = await startPods(overlay);
      expect(pods).toHaveLength(servers);
      for (const url of pods.flatMap(({ probes }) => probes)) {
        await eventually(async () => expect((await fetch(url)).status).toBe(200), { timeoutMs: 30_000 });
      }
      const connection = await connect({
        servers: pods.map(({ clientPort }) => `127.0.0.1:${clientPort}`),
        user: "gridwatch",
        pass: "secret-of-nats_password",
      });
      const jsm = await jetstreamManager(connection);
      // Each server is healthy before the leader has heard of all of them.
      await eventually(() => jsm.streams.add({ name: "KEPT", subjects: ["kept"], num_replicas: servers }));
      await jetstream(connection).publish("kept");
      const { cluster, state } = await jsm.streams.info("KEPT");
      expect([state.messages, cluster?.replicas?.length ?? 0]).toEqual([1, servers - 1]);
      await connection.close();
    },
  );
});
