import { chmodSync, chownSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  findClusterNatsServer,
  REPOSITORY_ROOT,
  type ServerHandle,
  ServerProcess,
  startEdge,
  startInflux,
} from "@gridwatch/local-stack";
import { asUser } from "../test/as-user.js";
import { environmentOf, expanded } from "../test/container-environment.js";
import { imageEnvironment } from "../test/dockerfile.js";
import { type Manifest, ofKind, type Workload } from "../test/manifests.js";
import { SERVICE_NAMES } from "../test/service-configs.js";
import { startEmqxStandIn } from "./emqx-stand-in.js";
import { connects, type StandInAsk } from "./probes.js";

/** Where a pod's container runs. */
export interface ContainerPlace {
  manifests: Manifest[];
  workload: Workload;
  podName: string;
  address: string;
  /** A folder of the rehearsal that everybody may enter. */
  dir: string;
  /** Turns names of Services into addresses. */
  resolve: (text: string) => string;
  asThisUser: boolean;
  /** The control group of its memory, where there is one. */
  cgroup: string | undefined;
}

export interface Container {
  start: () => Promise<ServerHandle>;
  /** Turns what the manifest says of the container into what it is here. */
  here: (text: string) => string;
  /** Where another program stands in, what its probes ask. */
  standIn?: StandInAsk;
}

/** How a workload's container runs as a process: our services and NATS by their own command, the others by a stand-in. */
export function containerOf(place: ContainerPlace): Container {
  const { name } = place.workload;
  if ((SERVICE_NAMES as string[]).includes(name)) return ofService(place);
  if (name === "nats") return ofNats(place);
  if (name === "emqx") return mosquitto(place);
  if (name === "influxdb") return influx1(place);
  if (name === "edge") return nginx(place);
  throw new Error(`nothing is known that could run ${name} without its image`);
}

function ofService(place: ContainerPlace): Container {
  const { workload, address, dir, resolve } = place;
  const here = (text: string) => resolve(text).replaceAll("0.0.0.0", address);
  return {
    here,
    start: () => {
      // What the image has as its working folder: `service` leads to the service.
      const app = join(dir, "app", workload.name);
      mkdirSync(app, { recursive: true });
      if (!existsSync(join(app, "service")))
        symlinkSync(join(REPOSITORY_ROOT, "services", workload.name), join(app, "service"));
      const env = { ...imageEnvironment("service"), ...environmentIn(place) };
      const args = workload.container.args ?? ["service/dist/main.js"];
      return started(place, process.execPath, args.map(here), app, mapped(env, here));
    },
  };
}

function ofNats(place: ContainerPlace): Container {
  const { manifests, workload, podName, address, dir, resolve } = place;
  const { pod, container } = workload;
  const data = volumeOf(place);
  const config = join(dir, "config", podName);
  const here = (text: string) =>
    resolve(text)
      .replaceAll(/0\.0\.0\.0|127\.0\.0\.1(?=:8222)/g, address)
      .replaceAll("/etc/nats/", `${config}/`)
      .replaceAll('"/data"', `"${data}"`);
  return {
    here,
    start: () => {
      const map = pod.volumes?.find(({ name }) => name === "config")?.configMap?.name;
      const files = ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata?.name === map)?.data ?? {};
      mkdirSync(config, { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(config, file), here(text));
      const env = environmentIn(place);
      const args = container.args?.map((arg) => here(expanded(arg, env))) ?? [];
      return started(place, findClusterNatsServer(), [...args, "--addr", address], data, mapped(env, here));
    },
  };
}

function mosquitto(place: ContainerPlace): Container {
  return {
    here: place.resolve,
    standIn: connects(place.address, 1883),
    start: () => startEmqxStandIn(serverPlace(place), environmentIn(place)),
  };
}

function influx1(place: ContainerPlace): Container {
  const env = environmentIn(place);
  const database = `${env["INFLUX_DATABASE"]}`;
  return {
    here: place.resolve,
    standIn: connects(place.address, 8086),
    start: () =>
      startInflux({
        ...serverPlace(place),
        port: 8086,
        admin: { username: "admin", password: `${env["DOCKER_INFLUXDB_INIT_PASSWORD"]}` },
        databases: [database],
        users: [
          { username: "storage", password: `${env["DOCKER_INFLUXDB_INIT_ADMIN_TOKEN"]}`, rights: "all" },
          { username: "analytics", password: `${env["INFLUX_ANALYTICS_PASSWORD"]}`, rights: { read: database } },
        ],
      }),
  };
}

/** The template is the image's; what fills it in at the image's start is not here. */
function nginx(place: ContainerPlace): Container {
  const env = mapped(environmentIn(place), place.resolve);
  const upstreams = {
    analytics: `${env["ANALYTICS_UPSTREAM"]}`,
    realtime: `${env["REALTIME_UPSTREAM"]}`,
    predict: `${env["PREDICT_UPSTREAM"]}`,
  };
  const webRoot = join(REPOSITORY_ROOT, "web/dist");
  return { here: place.resolve, start: () => startEdge({ ...serverPlace(place), port: 8080, webRoot, upstreams }) };
}

function environmentIn({ manifests, workload, podName }: ContainerPlace): Record<string, string> {
  return environmentOf(manifests, workload.container, podName);
}

function mapped(env: Record<string, string>, here: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)]));
}

function serverPlace(place: ContainerPlace) {
  const { address, dir, cgroup } = place;
  return { dir: volumeOf(place), host: address, logDir: join(dir, "logs"), runDir: join(dir, "run"), cgroup };
}

/** Of a StatefulSet's pod it outlives the pod. */
function volumeOf({ workload, podName, dir, asThisUser }: ContainerPlace): string {
  const volume = join(dir, "volumes", podName);
  mkdirSync(volume, { recursive: true });
  const { fsGroup, runAsUser } = workload.pod.securityContext ?? {};
  if (changesUser(asThisUser) && workload.name === "nats") chownSync(volume, runAsUser ?? 0, fsGroup ?? 0);
  return volume;
}

async function started(
  { workload, podName, dir, asThisUser, cgroup }: ContainerPlace,
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string>,
): Promise<ServerHandle> {
  chmodSync(cwd, 0o755);
  const { runAsUser: uid, runAsGroup: gid } = workload.pod.securityContext ?? {};
  const [program, ...programArgs]: [string, ...string[]] = changesUser(asThisUser)
    ? asUser({ uid, gid }, [command, ...args])
    : [command, ...args];
  const server = new ServerProcess({
    name: podName,
    command: program,
    args: programArgs,
    cwd,
    env,
    logFile: join(dir, "logs", `${podName}.log`),
    runDir: join(dir, "run"),
    cgroup,
    // Whether it has started is for the pod's own probes to find out.
    probe: async () => {},
  });
  await server.start();
  return server;
}

/** Only root can. */
function changesUser(asThisUser: boolean): boolean {
  return !asThisUser && process.getuid?.() === 0;
}
