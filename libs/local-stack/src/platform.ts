import { join } from "node:path";
import { type EdgeHandle, startEdge } from "./edge.js";
import { portOrFree } from "./free-port.js";
import { type InfluxHandle, startInflux } from "./influx.js";
import { type MosquittoHandle, startMosquitto } from "./mosquitto.js";
import {
  clusterPlaces,
  type NatsClusterHandle,
  type NatsHandle,
  type NatsOptions,
  natsCluster,
  startMembers,
  startNats,
} from "./nats.js";
import { loadSecrets, type PlatformSecrets, SECRETS_FILE } from "./platform-secrets.js";
import { REPOSITORY_ROOT } from "./repository.js";
import { endRecordedProcesses } from "./run-records.js";
import type { Credentials } from "./secrets.js";
import { LOOPBACK } from "./server-place.js";
import type { ServerHandle } from "./server-process.js";
import { type ServiceHandle, serviceOf, startService } from "./service.js";
import { DATABASE, operatorEnvironment, type ServerUrls, serviceEnvironment } from "./service-environment.js";
import { settled } from "./settled.js";

export const SERVICES = ["ingest", "storage", "realtime", "analytics", "predict"] as const;

/** A part's name: `mosquitto`, `nats-server` (of several `nats-server-0` …), `influxd`, `edge`, or a service's instance such as `ingest-1`. */
export type PartName = string;

export interface PartStarted {
  name: PartName;
  host: string;
  port: number;
  /** The port that was asked for and is taken by something else. */
  taken?: number;
  elapsedMs: number;
}

export interface PlatformOptions {
  /** Data, logs, run records and secrets. Given again, everything is as it was left. */
  dir: string;
  /** Where the edge and MQTT listen; all else stays on loopback. */
  host?: string;
  /** Wished for, by part. Whichever is taken, or not named, becomes a free one. */
  ports?: Readonly<Record<PartName, number>>;
  /** Instances: `["ingest-0", "ingest-1", "storage", "realtime", "analytics", "predict"]`. One of each unless said otherwise. */
  services?: readonly PartName[];
  /** Further environment, by service or by instance. */
  env?: Readonly<Record<PartName, Record<string, string>>>;
  /** Folder of the built page (`web/dist`), or `false` for a platform without an edge. */
  web?: string | false;
  database?: string;
  /** 3 for a cluster, with a copy of each stream on every server. */
  natsServers?: number;
  onStarted?: (part: PartStarted) => void;
}

/** Starts the whole platform, each part after those it needs. On failure everything that was started is stopped. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  await endRecordedProcesses(join(options.dir, "run"));
  const platform = new Platform(options, loadSecrets(join(options.dir, SECRETS_FILE)));
  try {
    await platform.start();
    return platform;
  } catch (error) {
    await platform.stop();
    throw error;
  }
}

export class Platform {
  readonly database: string;
  private readonly started = new Map<PartName, ServerHandle>();
  private handles: { mosquitto: MosquittoHandle; nats: NatsClusterHandle; influx: InfluxHandle } | undefined;
  private edgeHandle: EdgeHandle | undefined;

  constructor(
    private readonly options: PlatformOptions,
    readonly secrets: PlatformSecrets,
  ) {
    this.database = options.database ?? DATABASE;
  }

  /** Everything that was started, by name. */
  get parts(): ReadonlyMap<PartName, ServerHandle> {
    return this.started;
  }

  get mosquitto(): MosquittoHandle {
    return this.running().mosquitto;
  }

  /** All servers of the backbone, be it one. */
  get nats(): NatsClusterHandle {
    return this.running().nats;
  }

  get influx(): InfluxHandle {
    return this.running().influx;
  }

  get servers(): ServerUrls {
    return { mqtt: this.mosquitto.url, nats: this.nats.url, influx: this.influx.url };
  }

  /** For a command that asks the servers themselves. */
  get operatorEnvironment(): Record<string, string> {
    return operatorEnvironment(this.servers, this.database, this.secrets);
  }

  /** Address of the page and of everything behind the edge. */
  get url(): string {
    if (this.edgeHandle === undefined) throw new Error("this platform has no edge");
    return this.edgeHandle.url;
  }

  part(name: PartName): ServerHandle {
    const handle = this.started.get(name);
    if (handle === undefined) throw new Error(`no ${name} among ${[...this.started.keys()].join(", ")}`);
    return handle;
  }

  service(instance: PartName): ServiceHandle {
    return this.part(instance) as ServiceHandle;
  }

  /** Called once, by `startPlatform`. */
  async start(): Promise<void> {
    const { services = SERVICES, web = join(REPOSITORY_ROOT, "web/dist") } = this.options;
    await this.startServers();
    await settled(services.map((instance) => this.startService(instance)));
    // Makes mosquitto save its sessions now: that of ingest, seconds old, must outlive a broker that is killed.
    this.mosquitto.signal("SIGUSR1");
    if (web !== false) await this.startEdge(web);
  }

  /**
   * Starts one more instance of a service.
   *
   * @throws Error for a second ingest beside one that has a subscription of its own: every reading would come twice
   */
  async startService(instance: PartName): Promise<ServiceHandle> {
    const env = this.environmentOf(instance);
    const others = [...this.started.keys()].filter((name) => name !== instance && serviceOf(name) === "ingest");
    if (serviceOf(instance) === "ingest" && env["MQTT_SHARED_GROUP"] === "-" && others.length > 0) {
      throw new Error(
        `${instance} cannot share with ${others.join(", ")}: name all replicas of ingest in \`services\``,
      );
    }
    return this.launch(instance, LOOPBACK, (place) => startService({ ...place, name: instance, env }));
  }

  /** Stops everything, what feeds before what is fed, so that each part can finish its work. */
  async stop(): Promise<void> {
    const names = [...this.started.keys()];
    const isService = (name: PartName) => (SERVICES as readonly string[]).includes(serviceOf(name));
    const stages = [
      names.filter((name) => name === "edge"),
      names.filter((name) => serviceOf(name) === "ingest"),
      names.filter((name) => isService(name) && serviceOf(name) !== "ingest"),
      names.filter((name) => name !== "edge" && !isService(name)),
    ];
    for (const stage of stages) await settled(stage.map((name) => this.part(name).stop()));
  }

  private environmentOf(instance: PartName): Record<string, string> {
    const { env = {}, services = SERVICES, natsServers = 1 } = this.options;
    const loneIngest = services.filter((name) => serviceOf(name) === "ingest").length === 1;
    return {
      ...serviceEnvironment(instance, this.servers, this.database, this.secrets),
      // The same for all: each brings streams to what it is told.
      ...(natsServers === 1 ? {} : { STREAM_REPLICAS: String(natsServers) }),
      // mosquitto forgets shared subscriptions when it restarts, so one that need not share does not (docs/adr/0006).
      ...(loneIngest && serviceOf(instance) === "ingest" ? { MQTT_SHARED_GROUP: "-" } : {}),
      ...(serviceOf(instance) === "analytics" ? { ANALYTICS_SERVERS_DATA: this.options.dir } : {}),
      ...env[serviceOf(instance)],
      ...env[instance],
    };
  }

  private async startServers(): Promise<void> {
    const { host = LOOPBACK } = this.options;
    const { mqtt, nats: natsAccount, influx: accounts } = this.secrets;
    const { database } = this;
    const [mosquitto, nats, influx] = await settled([
      this.launch("mosquitto", host, (place) => startMosquitto({ ...place, users: { ...mqtt } })),
      this.startNats(natsAccount),
      this.launch("influxd", LOOPBACK, (place) =>
        startInflux({
          ...place,
          admin: accounts.admin,
          databases: [database],
          users: [
            { ...accounts.storage, rights: "all" },
            { ...accounts.analytics, rights: { read: database } },
          ],
        }),
      ),
    ]);
    this.handles = { mosquitto, nats, influx };
  }

  private async startNats(credentials: Credentials): Promise<NatsClusterHandle> {
    const { natsServers = 1 } = this.options;
    const launch = (name: PartName, cluster: Pick<NatsOptions, "cluster">): Promise<NatsHandle> =>
      this.launch(name, LOOPBACK, (place) => startNats({ ...place, ...cluster, name, credentials }));
    if (natsServers === 1) return natsCluster([await launch("nats-server", {})], credentials);
    const places = await clusterPlaces(natsServers);
    const servers = await startMembers(places, (cluster, i) => launch(`nats-server-${i}`, { cluster }));
    return natsCluster(servers, credentials);
  }

  private async startEdge(webRoot: string): Promise<void> {
    const upstream = (service: string) => {
      const instance = [...this.started.keys()].find((name) => serviceOf(name) === service);
      // Without the service the edge has nowhere to go, and answers 503.
      return instance === undefined ? `${LOOPBACK}:1` : new URL(this.service(instance).url).host;
    };
    const upstreams = {
      analytics: upstream("analytics"),
      realtime: upstream("realtime"),
      predict: upstream("predict"),
    };
    this.edgeHandle = await this.launch("edge", this.options.host ?? LOOPBACK, (place) =>
      startEdge({ ...place, webRoot, upstreams }),
    );
  }

  private async launch<T extends ServerHandle & { host: string; port: number }>(
    name: PartName,
    host: string,
    start: (place: { dir: string; host: string; port: number; logDir: string; runDir: string }) => Promise<T>,
  ): Promise<T> {
    const { dir, ports = {}, onStarted } = this.options;
    const began = performance.now();
    // Started again, it is where the others know it.
    const before = (this.started.get(name) as T | undefined)?.port;
    const wished = before ?? ports[name];
    const port = await (before === undefined ? portOrFree(wished, host) : Promise.resolve(before)).catch(
      (error: Error) => {
        throw new Error(`${name} cannot listen on ${host}: ${error.message}`, { cause: error });
      },
    );
    const place = { dir: join(dir, name), host, port, logDir: join(dir, "logs"), runDir: join(dir, "run") };
    const handle = await start(place);
    this.started.set(name, handle);
    const taken = wished === undefined || wished === port ? {} : { taken: wished };
    onStarted?.({ name, host: handle.host, port: handle.port, elapsedMs: performance.now() - began, ...taken });
    return handle;
  }

  private running() {
    if (this.handles === undefined) throw new Error("the platform has not been started");
    return this.handles;
  }
}
