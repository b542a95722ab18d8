import { mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { findServer } from "./find-server.js";
import { freePort } from "./free-port.js";
import { expectOk } from "./probes.js";
import { LOOPBACK, logFileOf, reachable, type ServerPlace } from "./server-place.js";
import { type ServerHandle, ServerProcess } from "./server-process.js";
import { writeConfig } from "./template.js";

export interface EdgeOptions extends ServerPlace {
  /** The built page. */
  webRoot: string;
  /** `host:port` of each service behind the edge. */
  upstreams: { analytics: string; realtime: string; predict: string };
}

export interface EdgeHandle extends ServerHandle {
  readonly host: string;
  readonly port: number;
  /** `http://host:port`: the page, and all that browsers and scripts call. */
  readonly url: string;
}

/** nginx as the edge. Resolves when it answers. */
export async function startEdge(options: EdgeOptions): Promise<EdgeHandle> {
  const { dir, host = LOOPBACK, port = await freePort(host) } = options;
  const config = join(dir, "nginx.conf");
  const url = `http://${reachable(host)}:${port}`;
  mkdirSync(join(dir, "temp"), { recursive: true });
  writeConfig(join(dir, "default.conf"), "edge/default.conf.template", {
    EDGE_LISTEN: `${host}:${port}`,
    ANALYTICS_UPSTREAM: options.upstreams.analytics,
    REALTIME_UPSTREAM: options.upstreams.realtime,
    PREDICT_UPSTREAM: options.upstreams.predict,
    WEB_ROOT: options.webRoot,
  });
  writeConfig(config, "local/nginx.conf.template", {
    EDGE_DIR: dir,
    // As root the workers keep the rights of root, since the page may lie in a home that only root may enter; otherwise
    // they have this user's anyway.
    USER_DIRECTIVE: process.getuid?.() === 0 ? `user ${userInfo().username};` : "",
  });
  const server = new ServerProcess({
    name: "edge",
    command: findServer("nginx"),
    args: ["-p", dir, "-c", config, "-e", "stderr"],
    cwd: dir,
    env: {},
    logFile: logFileOf(options, "edge"),
    runDir: options.runDir,
    cgroup: options.cgroup,
    probe: () => expectOk(`${url}/healthz`),
  });
  await server.start();
  return Object.assign(server, { host, port, url });
}
