import { fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { GateFailed, type GateReport } from "./gate-failed.js";
import type { GateLimits } from "./gates.js";
import type { Trial, Verdict } from "./gates-process.js";
import type { ModelPackage } from "./model-package.js";

const WITHIN_MS = 60_000;
const HEAP_MIB = 512;

/**
 * `passGates` in a process of its own, for packages of which nothing is known yet: a model may compute for ever, take all memory or crash
 * the runtime, and none of that can be stopped from within.
 * @throws GateFailed; of the gate `survives` when that process ended without an answer
 */
export async function passGatesApart(
  { files }: ModelPackage,
  { withinMs = WITHIN_MS, ...limits }: Partial<GateLimits> & { withinMs?: number } = {},
): Promise<GateReport[]> {
  // By the package's name, as in tfjs-engine.ts. Nothing of this process' environment is a stranger's model to know.
  const child = fork(createRequire(import.meta.url).resolve("@gridwatch/models/gates-process"), {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: {},
    execArgv: [`--max-old-space-size=${HEAP_MIB}`],
  });
  let verdict: Verdict | undefined;
  child.once("message", (message) => {
    verdict = message as Verdict;
  });
  const ended = once(child, "exit");
  const trial: Trial = { files, limits, withinMs };
  // When it ends before it has read all of it, its exit says so.
  child.send(trial, () => undefined);
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  if (!verdict) {
    const why = signal === "SIGKILL" ? ` (nothing within ${withinMs} ms, or out of memory)` : "";
    throw new GateFailed("survives", `the process that tried it ended by ${signal ?? `code ${code}`}${why}`, {
      withinMs,
    });
  }
  if (verdict.failed) throw new GateFailed(verdict.failed.gate, verdict.failed.message, verdict.failed.figures);
  return verdict.report;
}
