import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findClusterNatsServer, findServer } from "./find-server.js";
import { freePort } from "./free-port.js";
import { expectOk, firstBytes } from "./probes.js";
import { type Credentials, randomPassword } from "./secrets.js";
import { LOOPBACK, logFileOf, reachable, type ServerPlace } from "./server-place.js";
import { type ServerHandle, ServerProcess } from "./server-process.js";
import { settled } from "./settled.js";
import { writeConfig } from "./template.js";

const LED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

export interface NatsOptions extends ServerPlace {
  /** `nats-server` unless said otherwise; of a cluster each has its own. */
  name?: string;
  credentials?: Credentials;
  cluster?: NatsClusterPlace;
}

/** A server's place among the servers of a cluster. The servers know each other by the clients' account. */
export interface NatsClusterPlace {
  name: string;
  /** Where this server listens for the others. */
  port: number;
  /** The cluster ports of all servers, this one's too. */
  ports: readonly number[];
  /** Where it tells of itself over HTTP. */
  monitorPort: number;
}

export interface NatsHandle extends ServerHandle {
  readonly host: string;
  readonly port: number;
  /** `nats://host:port`, without credentials. */
  readonly url: string;
  readonly credentials: Credentials;
}

/** What a client of one server or of a cluster must know. */
export interface NatsAddress {
  /** `nats://host:port`, of a cluster's servers separated by commas. Without credentials. */
  readonly url: string;
  readonly credentials: Credentials;
}

export interface NatsClusterHandle extends NatsAddress {
  readonly servers: readonly NatsHandle[];
}

/** nats-server with a file-backed JetStream. Resolves when it greets with JetStream on. */
export async function startNats(options: NatsOptions): Promise<NatsHandle> {
  const { dir, host = LOOPBACK, port = await freePort(host), name = "nats-server", cluster } = options;
  const credentials = options.credentials ?? newAccount();
  const config = join(dir, "nats.conf");
  mkdirSync(dir, { recursive: true });
  writeConfig(config, "local/nats.conf.template", {
    NATS_SERVER_NAME: name,
    NATS_HOST: host,
    NATS_PORT: port,
    NATS_DIR: dir,
    NATS_USER: credentials.username,
    NATS_PASSWORD: credentials.password,
    NATS_CLUSTER: cluster === undefined ? "" : clusterBlock(cluster, credentials),
  });
  const server = new ServerProcess({
    name,
    command: cluster === undefined ? findServer("nats-server") : findClusterNatsServer(),
    args: ["-c", config],
    cwd: dir,
    env: {},
    logFile: logFileOf(options, name),
    runDir: options.runDir,
    cgroup: options.cgroup,
    probe: async () => {
      const greeting = (await firstBytes(reachable(host), port)).toString("utf8");
      if (!/^INFO .*"jetstream":true/.test(greeting)) throw new Error(`not a NATS server with JetStream: ${greeting}`);
    },
  });
  await server.start();
  return Object.assign(server, { host, port, url: `nats://${reachable(host)}:${port}`, credentials });
}

/**
 * A cluster on loopback. `nats-server-0` and so on, each in a folder of that name below `dir`. Resolves when all greet; they may still
 * be choosing a leader then.
 */
export async function startNatsCluster({
  dir,
  servers = 3,
  credentials = newAccount(),
}: {
  dir: string;
  servers?: number;
  credentials?: Credentials;
}): Promise<NatsClusterHandle> {
  const handles: NatsHandle[] = [];
  try {
    await startMembers(await clusterPlaces(servers), async (cluster, i) => {
      const name = `nats-server-${i}`;
      handles[i] = await startNats({ dir: join(dir, name), name, credentials, cluster });
    });
  } catch (error) {
    await Promise.all(handles.map((handle) => handle.stop()));
    throw error;
  }
  return natsCluster(handles, credentials);
}

/**
 * Starts the servers of a new cluster: as many as can choose a leader, then the others, who join it. If all choose together and one of
 * them loses a tied election, nats-server (2.10.27, every thirtieth start on a busy machine) never counts it as a member, and refuses
 * every stream with a copy on each server.
 */
export async function startMembers<T>(
  places: readonly NatsClusterPlace[],
  start: (place: NatsClusterPlace, index: number) => Promise<T>,
): Promise<T[]> {
  const majority = Math.floor(places.length / 2) + 1;
  const first = await settled(places.slice(0, majority).map(start));
  await settled(places.slice(0, majority).map(({ monitorPort }) => untilLed(monitorPort)));
  return [...first, ...(await settled(places.slice(majority).map((place, i) => start(place, majority + i))))];
}

/** Resolves when the server knows who leads the cluster. @throws Error when it does not within a minute */
async function untilLed(monitorPort: number): Promise<void> {
  const deadline = performance.now() + LED_WITHIN_MS;
  for (;;) {
    try {
      return await expectOk(`http://${LOOPBACK}:${monitorPort}/healthz?js-server-only=true`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(LOOK_EVERY_MS);
  }
}

/** The places of so many servers of one cluster, on free ports. */
export async function clusterPlaces(servers: number): Promise<NatsClusterPlace[]> {
  const places: Pick<NatsClusterPlace, "port" | "monitorPort">[] = [];
  for (let i = 0; i < servers; i++) places.push({ port: await freePort(), monitorPort: await freePort() });
  const ports = places.map(({ port }) => port);
  return places.map((place) => ({ ...place, name: "gridwatch", ports }));
}

export function natsCluster(servers: readonly NatsHandle[], credentials: Credentials): NatsClusterHandle {
  return { servers, credentials, url: servers.map(({ url }) => url).join(",") };
}

function newAccount(): Credentials {
  return { username: "gridwatch", password: randomPassword() };
}

function clusterBlock(
  { name, port, ports, monitorPort }: NatsClusterPlace,
  { username, password }: Credentials,
): string {
  const account = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  const routes = ports.map((each) => `"nats-route://${account}@${LOOPBACK}:${each}"`);
  return `http: "${LOOPBACK}:${monitorPort}"

cluster {
  name: "${name}"
  listen: "${LOOPBACK}:${port}"
  authorization { user: "${username}", password: "${password}" }
  routes: [${routes.join(", ")}]
}`;
}
