import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./free-port.js";
import { expectOk } from "./probes.js";
import { REPOSITORY_ROOT } from "./repository.js";
import { LOOPBACK, logFileOf, type ServerPlace } from "./server-place.js";
import { type ServerHandle, ServerProcess } from "./server-process.js";

export interface ServiceOptions extends ServerPlace {
  /** The instance: `storage`, or `storage-1` for one of several. Its log's name too. */
  name: string;
  /** What it is configured by. HTTP_HOST and HTTP_PORT are added; nothing else of this process's environment reaches it. */
  env?: Record<string, string>;
  /** `services/<name without number>/dist/main.js` unless said otherwise. */
  entry?: string;
  /** `ready` (usual): its servers are reached. `live`: its HTTP server answers, whatever else is down. */
  waitFor?: "ready" | "live";
}

export interface ServiceHandle extends ServerHandle {
  readonly host: string;
  readonly port: number;
  /** `http://host:port` of its API, /health and /metrics. */
  readonly url: string;
}

/**
 * Node's own options of a service, the same as in docker-compose.yaml. What they hold is bounded, far below
 * this heap; without the limit V8 lets garbage grow to several times that (docs/adr/0018). What predict holds for its units lies beside the
 * heap, in typed arrays; its place for what is young is smaller.
 */
export const NODE_OPTIONS_OF: Readonly<Record<string, readonly string[]>> = {
  ingest: ["--max-old-space-size=160"],
  storage: ["--max-old-space-size=160"],
  predict: ["--max-old-space-size=160", "--max-semi-space-size=8"],
};

/** One of the platform's own services as a Node process. */
export async function startService(options: ServiceOptions): Promise<ServiceHandle> {
  const { name, dir, host = LOOPBACK, port = await freePort(host), waitFor = "ready" } = options;
  const entry = options.entry ?? join(REPOSITORY_ROOT, "services", serviceOf(name), "dist/main.js");
  if (!existsSync(entry)) throw new Error(`${entry} does not exist: build it first (npm run build)`);
  mkdirSync(dir, { recursive: true });
  const url = `http://${host}:${port}`;
  const server = new ServerProcess({
    name,
    command: process.execPath,
    args: [...(NODE_OPTIONS_OF[serviceOf(name)] ?? []), "--enable-source-maps", entry],
    cwd: dir,
    env: { NODE_ENV: "production", HTTP_HOST: host, HTTP_PORT: String(port), ...options.env },
    logFile: logFileOf(options, name),
    runDir: options.runDir,
    cgroup: options.cgroup,
    probe: () => expectOk(`${url}/health/${waitFor}`),
  });
  await server.start();
  return Object.assign(server, { host, port, url });
}

/** `storage-1` is an instance of `storage`. */
export function serviceOf(instance: string): string {
  return instance.replace(/-\d+$/, "");
}
