import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identifyProcess, isRunning, type ProcessIdentity } from "./process-identity.js";

export const LOCK_FILE = "stack.lock";

/**
 * Makes this process the only one that works on a data folder.
 * @returns what gives the folder back
 * @throws Error when another process that still runs has it
 */
export function lockData(dir: string): () => void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, LOCK_FILE);
  const holder = takeLock(file);
  if (holder !== undefined) {
    throw new Error(
      `${dir} is in use by process ${holder.pid}: the platform already runs there. Stop it first (Ctrl-C).`,
    );
  }
  return () => rmSync(file, { force: true });
}

/** @returns the process that holds the lock, or nothing when it is ours now */
function takeLock(file: string): ProcessIdentity | undefined {
  const own = JSON.stringify(identifyProcess(process.pid));
  // Once more after a lock that was left behind has been removed.
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, own, { flag: "wx" });
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readHolder(file);
    if (holder !== undefined && isRunning(holder)) return holder;
    rmSync(file, { force: true });
  }
  throw new Error(`${file} could not be taken: somebody else takes it at the same time`);
}

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    const { pid, startTicks } = JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity;
    return Number.isInteger(pid) ? { pid, startTicks } : undefined;
  } catch {
    return undefined;
  }
}
