import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { findServer } from "./find-server.js";
import { freePort } from "./free-port.js";
import { mosquittoPasswords } from "./mosquitto-passwords.js";
import { firstBytes } from "./probes.js";
import { type Credentials, randomPassword } from "./secrets.js";
import { LOOPBACK, logFileOf, reachable, type ServerPlace } from "./server-place.js";
import { type ServerHandle, ServerProcess } from "./server-process.js";
import { writeConfig } from "./template.js";

export interface MosquittoOptions extends ServerPlace {
  /**
   * Passwords by user. The access list (deploy/local/mosquitto.acl) lets `ingest` read `sensors/#` and the
   * broker's version, `device` and `simulator` write `sensors/#`, and any other user write below `sensors/<its own name>/`.
   */
  users?: Record<string, string>;
  /** Further lines for the end of mosquitto.conf, such as a TLS listener. */
  extraConfig?: string;
  /** Further lines for the end of the access list. */
  extraRules?: string;
}

export interface MosquittoHandle extends ServerHandle {
  readonly host: string;
  readonly port: number;
  /** `mqtt://host:port`, without credentials. */
  readonly url: string;
  credentials(username: string): Credentials;
}

/** The MQTT broker. Resolves when it has accepted a log-in. */
export async function startMosquitto(options: MosquittoOptions): Promise<MosquittoHandle> {
  const { dir, host = LOOPBACK, port = await freePort(host) } = options;
  const users = options.users ?? { ingest: randomPassword(), device: randomPassword() };
  const config = join(dir, "mosquitto.conf");
  mkdirSync(join(dir, "data"), { recursive: true });
  writeFileSync(join(dir, "passwords"), mosquittoPasswords(users), { mode: 0o600 });
  writeConfig(join(dir, "acl"), "local/mosquitto.acl", {});
  appendFileSync(join(dir, "acl"), `\n${options.extraRules ?? ""}\n`);
  writeConfig(config, "local/mosquitto.conf.template", {
    MQTT_HOST: host,
    MQTT_PORT: port,
    MQTT_DIR: dir,
    RUN_AS: userInfo().username,
    EXTRA: options.extraConfig ?? "",
  });
  const server = new ServerProcess({
    name: "mosquitto",
    command: findServer("mosquitto"),
    args: ["-c", config],
    cwd: dir,
    env: {},
    logFile: logFileOf(options, "mosquitto"),
    runDir: options.runDir,
    cgroup: options.cgroup,
    probe: () => expectLogin(reachable(host), port, credentialsOf(users, Object.keys(users)[0] ?? "")),
  });
  await server.start();
  return Object.assign(server, {
    host,
    port,
    url: `mqtt://${reachable(host)}:${port}`,
    credentials: (username: string) => credentialsOf(users, username),
  });
}

function credentialsOf(users: Record<string, string>, username: string): Credentials {
  const password = users[username];
  if (password === undefined) throw new Error(`mosquitto has no user ${username}`);
  return { username, password };
}

const CONNACK = 0x20;

/** Logs in once, with an MQTT 3.1.1 CONNECT. @throws Error when the broker refuses. */
async function expectLogin(host: string, port: number, { username, password }: Credentials): Promise<void> {
  const answer = await firstBytes(host, port, connectPacket("local-stack-probe", username, password));
  if (answer[0] !== CONNACK || answer[3] !== 0)
    throw new Error(`mosquitto refused the log-in: ${answer.toString("hex")}`);
}

function connectPacket(clientId: string, username: string, password: string): Buffer {
  const userNamePasswordCleanSession = 0xc2;
  const keepAliveSeconds = [0, 10];
  const body = Buffer.concat([
    mqttString("MQTT"),
    Buffer.from([4, userNamePasswordCleanSession, ...keepAliveSeconds]),
    ...[clientId, username, password].map(mqttString),
  ]);
  if (body.length > 127) throw new Error("the probe's CONNECT is too long for a one-byte length");
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}

function mqttString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}
