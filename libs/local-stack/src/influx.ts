import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findServer } from "./find-server.js";
import { freePort } from "./free-port.js";
import { createUsers, type InfluxUser } from "./influx-users.js";
import { expectOk } from "./probes.js";
import { type Credentials, randomPassword } from "./secrets.js";
import { LOOPBACK, logFileOf, reachable, type ServerPlace } from "./server-place.js";
import { type ServerHandle, ServerProcess } from "./server-process.js";
import { writeConfig } from "./template.js";

export interface InfluxOptions extends ServerPlace {
  /** Made at the first start; the password must stay the same afterwards. */
  admin?: Credentials;
  /** Databases to create, so that users can be given rights on them. */
  databases?: string[];
  users?: InfluxUser[];
}

export interface InfluxHandle extends ServerHandle {
  readonly host: string;
  readonly port: number;
  /** `http://host:port` */
  readonly url: string;
  readonly admin: Credentials;
}

/** influxd with authentication on. Resolves when it answers and the administrator and the users exist. */
export async function startInflux(options: InfluxOptions): Promise<InfluxHandle> {
  const { dir, host = LOOPBACK, port = await freePort(host) } = options;
  const admin = options.admin ?? { username: "admin", password: randomPassword() };
  const config = join(dir, "influxdb.conf");
  const url = `http://${reachable(host)}:${port}`;
  mkdirSync(dir, { recursive: true });
  writeConfig(config, "local/influxdb.conf.template", {
    INFLUX_HOST: host,
    INFLUX_PORT: port,
    INFLUX_RPC_PORT: await freePort(),
    INFLUX_DIR: dir,
  });
  const server = new ServerProcess({
    name: "influxd",
    command: findServer("influxd"),
    args: ["-config", config],
    cwd: dir,
    env: { HOME: dir },
    logFile: logFileOf(options, "influxd"),
    runDir: options.runDir,
    cgroup: options.cgroup,
    probe: () => expectOk(`${url}/ping`),
  });
  await server.start();
  try {
    await createUsers(url, admin, options.databases ?? [], options.users ?? []);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return Object.assign(server, { host, port, url, admin });
}
