import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ModelManifest, ModelPackage } from "@gridwatch/models";
import type { ScorerLimits } from "../scoring/shard-scorer.js";
import type { FromShadow, ShadowFindings, ToShadow } from "./shadow-messages.js";

const HEAP_MIB = 512;

/** Loading may include a comparison with TensorFlow.js, and gets next to nothing of a busy machine. */
const BEGIN_WITHIN_MS = 600_000;

/** Bytes of messages that the process has been given and not worked through, at most; those that come then are shed. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** A model that scores in a process of its own, unheard. What it costs this one is the handing over of bytes. */
export class ShadowModel {
  engine = "";
  /** Messages that it was not given. */
  shed = 0;
  findings: ShadowFindings | undefined;
  /** Told when its process ends by itself. */
  onEnd: (why: Error) => void = () => {};
  private waitingBytes = 0;
  private ended = false;
  private why = "";

  private constructor(
    readonly manifest: ModelManifest,
    private readonly child: ChildProcess,
  ) {}

  /** @throws Error when it cannot be loaded there */
  static async begin(pkg: ModelPackage, limits: ScorerLimits): Promise<ShadowModel> {
    const child = fork(fileURLToPath(new URL("./shadow-process.js", import.meta.url)), {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: {},
      execArgv: [`--max-old-space-size=${HEAP_MIB}`],
    });
    const model = new ShadowModel(pkg.manifest, child);
    let late: NodeJS.Timeout | undefined;
    const begun = new Promise<void>((resolve, reject) => {
      late = setTimeout(() => reject(new Error(`not loaded within ${BEGIN_WITHIN_MS} ms`)), BEGIN_WITHIN_MS);
      child.on("message", (message: FromShadow) => {
        model.hear(message);
        if (message.kind === "begun") resolve();
      });
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        const why = new Error(`its process ended by ${signal ?? `code ${code}`}${model.why}`);
        const wasTold = model.ended;
        model.ended = true;
        reject(why);
        if (!wasTold) model.onEnd(why);
      });
    });
    model.tell({ kind: "begin", pkg, limits });
    try {
      await begun;
      return model;
    } catch (error) {
      await model.dispose();
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  /** A message of TELEMETRY. */
  readings(shard: number, bytes: Uint8Array): void {
    this.give({ kind: "readings", shard, bytes });
  }

  /** A message of INSIGHTS, of the champion. */
  insights(bytes: Uint8Array): void {
    this.give({ kind: "insights", bytes });
  }

  forget(shard: number): void {
    this.tell({ kind: "forget", shard });
  }

  async dispose(): Promise<void> {
    this.ended = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, "exit");
    // There is nothing to be saved, and a model in the middle of a long call hears nothing else.
    this.child.kill("SIGKILL");
    await exit;
  }

  private give(message: Extract<ToShadow, { bytes: Uint8Array }>): void {
    const { length } = message.bytes;
    if (this.waitingBytes + length > MAX_WAITING_BYTES) {
      this.shed++;
      return;
    }
    this.waitingBytes += length;
    this.tell(message);
  }

  private tell(message: ToShadow): void {
    // When it has ended, its exit says so.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private hear(message: FromShadow): void {
    if (message.kind === "done") this.waitingBytes -= message.bytes;
    else if (message.kind === "findings") this.findings = message.findings;
    else if (message.kind === "begun") this.engine = message.engine;
    else this.why = `: ${message.message}`;
  }
}
