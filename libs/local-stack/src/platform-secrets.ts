import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Credentials, randomPassword } from "./secrets.js";

/** In the data folder. */
export const SECRETS_FILE = "secrets.json";

/** Every account of a platform that this machine made up for itself. */
export interface PlatformSecrets {
  mqtt: { ingest: string; device: string; simulator: string };
  nats: Credentials;
  influx: { admin: Credentials; storage: Credentials; analytics: Credentials };
}

/** Reads the secrets, or makes new ones into a file that its owner alone may read. */
export function loadSecrets(file: string): PlatformSecrets {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as PlatformSecrets;
  const account = (username: string): Credentials => ({ username, password: randomPassword() });
  const secrets: PlatformSecrets = {
    mqtt: { ingest: randomPassword(), device: randomPassword(), simulator: randomPassword() },
    nats: account("gridwatch"),
    influx: { admin: account("admin"), storage: account("storage"), analytics: account("analytics") },
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}
