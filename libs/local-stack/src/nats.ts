import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findClusterNatsServer, findServer } from "./find-server.js";
import { freePort } from "./free-port.js";
import { firstBytes } from "./probes.js";
import { type Credentials, randomPassword } from "./secrets.js";
import { LOOPBACK, logFileOf, reachable, type ServerPlace } from "./server-place.js";
import { type ServerHandle, ServerProcess } from "./server-process.js";
import { writeConfig } from "./template.js";

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
  const places = await clusterPlaces(servers);
  const started = await Promise.allSettled(
    places.map((cluster, i) =>
      startNats({ dir: join(dir, `nats-server-${i}`), name: `nats-server-${i}`, credentials, cluster }),
    ),
  );
  const handles = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failed = started.find((result) => result.status === "rejected");
  if (failed === undefined) return natsCluster(handles, credentials);
  await Promise.all(handles.map((handle) => handle.stop()));
  throw failed.reason;
}

/** The places of so many servers of one cluster, on free ports. */
export async function clusterPlaces(servers: number): Promise<NatsClusterPlace[]> {
  const ports: number[] = [];
  for (let i = 0; i < servers; i++) ports.push(await freePort());
  return ports.map((port) => ({ name: "gridwatch", port, ports }));
}

export function natsCluster(servers: readonly NatsHandle[], credentials: Credentials): NatsClusterHandle {
  return { servers, credentials, url: servers.map(({ url }) => url).join(",") };
}

function newAccount(): Credentials {
  return { username: "gridwatch", password: randomPassword() };
}

function clusterBlock({ name, port, ports }: NatsClusterPlace, { username, password }: Credentials): string {
  const account = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  const routes = ports.map((each) => `"nats-route://${account}@${LOOPBACK}:${each}"`);
  return `cluster {
  name: "${name}"
  listen: "${LOOPBACK}:${port}"
  authorization { user: "${username}", password: "${password}" }
  routes: [${routes.join(", ")}]
}`;
}
