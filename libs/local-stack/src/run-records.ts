import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning, type ProcessIdentity } from "./process-identity.js";

const GRACE_MS = 10_000;

/**
 * Ends what an earlier run left behind when it was killed: every process recorded in `runDir` that is still the very
 * one recorded. Two servers on one data folder would damage it.
 * @returns the names of the parts that were ended.
 */
export async function endRecordedProcesses(runDir: string, graceMs = GRACE_MS): Promise<string[]> {
  const left = readRecords(runDir).filter(({ identity }) => isRunning(identity));
  for (const { identity } of left) signalGroup(identity.pid, "SIGTERM");
  const deadline = Date.now() + graceMs;
  while (left.some(({ identity }) => isRunning(identity)) && Date.now() < deadline) await delay(50);
  for (const { identity } of left) if (isRunning(identity)) signalGroup(identity.pid, "SIGKILL");
  while (left.some(({ identity }) => isRunning(identity))) await delay(20);
  rmSync(runDir, { recursive: true, force: true });
  return left.map(({ name }) => name);
}

function readRecords(runDir: string): { name: string; identity: ProcessIdentity }[] {
  let files: string[];
  try {
    files = readdirSync(runDir).filter((file) => file.endsWith(".json"));
  } catch {
    return [];
  }
  return files.flatMap((file) => {
    const identity = parseIdentity(readFileSync(join(runDir, file), "utf8"));
    return identity === undefined ? [] : [{ name: file.slice(0, -".json".length), identity }];
  });
}

/** A record that was cut short by a crash names nobody. Without a start time it could name anybody. */
function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const { pid, startTicks } = JSON.parse(text) as Partial<ProcessIdentity>;
    return Number.isInteger(pid) && Number.isInteger(startTicks) ? { pid: Number(pid), startTicks } : undefined;
  } catch {
    return undefined;
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
