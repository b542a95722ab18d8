import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadSecrets, SECRETS_FILE } from "./platform-secrets.js";
import { identifyProcess, isRunning, type ProcessIdentity } from "./process-identity.js";
import { DATABASE, operatorEnvironment, type ServerUrls } from "./service-environment.js";

const FILE = "platform.json";

interface Announcement {
  url: string;
  servers?: ServerUrls | undefined;
  runner: ProcessIdentity;
}

/** Says where the platform on this data folder is reached, for as long as this process lives. @returns what takes it back */
export function announcePlatform(dir: string, url: string, servers?: ServerUrls): () => void {
  const file = join(dir, FILE);
  writeFileSync(file, JSON.stringify({ url, servers, runner: identifyProcess(process.pid) } satisfies Announcement));
  return () => rmSync(file, { force: true });
}

/** Where the platform on this data folder is reached; `undefined` when none runs there. */
export function findPlatform(dir: string): string | undefined {
  return find(dir)?.url;
}

/** The environment of a command that asks the servers of the platform on this data folder; `undefined` when none runs there. */
export function findOperatorEnvironment(dir: string): Record<string, string> | undefined {
  const servers = find(dir)?.servers;
  return servers && operatorEnvironment(servers, DATABASE, loadSecrets(join(dir, SECRETS_FILE)));
}

function find(dir: string): Announcement | undefined {
  try {
    const found = JSON.parse(readFileSync(join(dir, FILE), "utf8")) as Announcement;
    // A runner that was killed leaves the file behind.
    return isRunning(found.runner) ? found : undefined;
  } catch {
    return undefined;
  }
}
