import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identifyProcess, isRunning, type ProcessIdentity } from "./process-identity.js";

const FILE = "platform.json";

/** Says where the platform on this data folder is reached, for as long as this process lives. @returns what takes it back */
export function announcePlatform(dir: string, url: string): () => void {
  const file = join(dir, FILE);
  writeFileSync(file, JSON.stringify({ url, runner: identifyProcess(process.pid) }));
  return () => rmSync(file, { force: true });
}

/** Where the platform on this data folder is reached; `undefined` when none runs there. */
export function findPlatform(dir: string): string | undefined {
  try {
    const { url, runner } = JSON.parse(readFileSync(join(dir, FILE), "utf8")) as {
      url: string;
      runner: ProcessIdentity;
    };
    // A runner that was killed leaves the file behind.
    return isRunning(runner) ? url : undefined;
  } catch {
    return undefined;
  }
}
