import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findServer } from "./find-server.js";
import { freePort } from "./free-port.js";
import { firstBytes } from "./probes.js";
import { type Credentials, randomPassword } from "./secrets.js";
import { LOOPBACK, logFileOf, reachable, type ServerPlace } from "./server-place.js";
import { type ServerHandle, ServerProcess } from "./server-process.js";
import { writeConfig } from "./template.js";

export interface NatsOptions extends ServerPlace {
  credentials?: Credentials;
}

export interface NatsHandle extends ServerHandle {
  readonly host: string;
  readonly port: number;
  /** `nats://host:port`, without credentials. */
  readonly url: string;
  readonly credentials: Credentials;
}

/** nats-server with a file-backed JetStream. Resolves when it greets with JetStream on. */
export async function startNats(options: NatsOptions): Promise<NatsHandle> {
  const { dir, host = LOOPBACK, port = await freePort(host) } = options;
  const credentials = options.credentials ?? { username: "gridwatch", password: randomPassword() };
  const config = join(dir, "nats.conf");
  mkdirSync(dir, { recursive: true });
  writeConfig(config, "local/nats.conf.template", {
    NATS_HOST: host,
    NATS_PORT: port,
    NATS_DIR: dir,
    NATS_USER: credentials.username,
    NATS_PASSWORD: credentials.password,
  });
  const server = new ServerProcess({
    name: "nats-server",
    command: findServer("nats-server"),
    args: ["-c", config],
    cwd: dir,
    env: {},
    logFile: logFileOf(options, "nats-server"),
    runDir: options.runDir,
    probe: async () => {
      const greeting = (await firstBytes(reachable(host), port)).toString("utf8");
      if (!/^INFO .*"jetstream":true/.test(greeting)) throw new Error(`not a NATS server with JetStream: ${greeting}`);
    },
  });
  await server.start();
  return Object.assign(server, { host, port, url: `nats://${reachable(host)}:${port}`, credentials });
}
