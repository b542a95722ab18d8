/** The process that tries one package for `passGatesApart`: it is sent it, answers once, and ends. It leaves the core to whoever scores. */
import { constants, setPriority } from "node:os";
import { Worker } from "node:worker_threads";
import { type Gate, GateFailed, type GateReport } from "./gate-failed.js";
import { type GateLimits, passGates } from "./gates.js";
import { packageOf } from "./model-package.js";

export interface Trial {
  files: ReadonlyMap<string, Uint8Array>;
  limits: Partial<GateLimits>;
  withinMs: number;
}

export type Verdict =
  | { report: GateReport[]; failed?: never }
  | { failed: { gate: Gate; message: string; figures: Record<string, number> } };

setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

process.once("message", (trial: Trial) => {
  endAfter(trial.withinMs);
  void judge(trial).then((verdict) => process.send?.(verdict, () => process.disconnect()));
});

/** From another thread, since inference holds up this one; from within, so that nothing is left when the parent is gone. */
function endAfter(milliseconds: number): void {
  const code = `setTimeout(() => process.kill(process.pid, "SIGKILL"), ${milliseconds})`;
  new Worker(code, { eval: true }).unref();
}

async function judge({ files, limits }: Trial): Promise<Verdict> {
  try {
    const { model, report } = await passGates(packageOf(files), limits);
    await model.dispose();
    return { report };
  } catch (error) {
    if (!(error instanceof GateFailed)) throw error;
    const { gate, message, figures } = error;
    return { failed: { gate, message, figures } };
  }
}
