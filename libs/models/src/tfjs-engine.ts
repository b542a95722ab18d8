import { once } from "node:events";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import type { InferenceEngine } from "./inference-engine.js";
import type { LayersArtefact } from "./tfjs-to-onnx/layers-artefact.js";
import type { TfjsAnswer, TfjsWork } from "./tfjs-worker.js";

const HEAP_MIB = 512;
const ENDED = "TensorFlow.js' thread has ended";

/** A model on TensorFlow.js, in a worker thread. */
export class TfjsEngine implements InferenceEngine {
  private ended = false;

  private constructor(
    private readonly worker: Worker,
    private readonly inputShape: number[],
    private readonly answerWithinMs: number,
  ) {}

  /**
   * @param answerWithinMs for loading, and for each run
   * @throws Error when TensorFlow.js does not load it
   */
  static async create(artefact: LayersArtefact, inputShape: number[], answerWithinMs: number): Promise<TfjsEngine> {
    // By the package's name and not by a relative path, so that tests of the sources find the built file: a worker runs no TypeScript.
    const file = createRequire(import.meta.url).resolve("@gridwatch/models/tfjs-worker");
    const worker = new Worker(file, {
      workerData: artefact,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    });
    // Else a crash between two runs would end the process; the next run says that it has ended.
    worker.on("error", () => undefined);
    const engine = new TfjsEngine(worker, inputShape, answerWithinMs);
    worker.once("exit", () => {
      engine.ended = true;
    });
    try {
      await engine.answer();
      return engine;
    } catch (error) {
      await engine.dispose();
      throw error;
    }
  }

  async run(input: Float32Array, units: number): Promise<Float32Array> {
    if (this.ended) throw new Error(ENDED);
    const work: TfjsWork = { input, shape: [units, ...this.inputShape] };
    this.worker.postMessage(work);
    return this.answer();
  }

  async dispose(): Promise<void> {
    await this.worker.terminate();
  }

  /** Keeps the process alive only while an answer is awaited. When none comes in time, the thread is ended. */
  private async answer(): Promise<Float32Array> {
    const settled = new AbortController();
    const late = AbortSignal.timeout(this.answerWithinMs);
    const signal = AbortSignal.any([settled.signal, late]);
    this.worker.ref();
    try {
      const answer = await Promise.race([
        once(this.worker, "message", { signal }).then(([message]) => message as TfjsAnswer),
        once(this.worker, "exit", { signal }).then(() => Promise.reject(new Error(ENDED))),
      ]);
      if (answer.error !== undefined) throw new Error(`TensorFlow.js: ${answer.error}`);
      return answer.output;
    } catch (error) {
      if (!late.aborted) throw error;
      // What it would answer later must not be taken for the answer to something else.
      await this.worker.terminate();
      throw new Error(`TensorFlow.js gave no answer within ${this.answerWithinMs} ms`, { cause: error });
    } finally {
      settled.abort();
      this.worker.unref();
    }
  }
}
