import { InferenceSession, Tensor } from "onnxruntime-node";
import { GateFailed } from "./gate-failed.js";
import { type InferenceEngine, outputShape } from "./inference-engine.js";
import type { ModelManifest } from "./manifest.js";
import { namesExternalData } from "./onnx/external-data.js";

/** The runtime's own format, which it would read instead of ONNX. It begins with an offset. */
const ORT_FORMAT = "ORTM";
const ORT_FORMAT_AT = 4;

/** A model in an ONNX Runtime session. */
export class OnnxEngine implements InferenceEngine {
  private constructor(
    private readonly session: InferenceSession,
    private readonly input: string,
    private readonly output: string,
    private readonly window: number,
    private readonly features: number,
  ) {}

  /**
   * @param threads of one inference
   * @throws GateFailed of the gate `loads`
   */
  static async create(model: Uint8Array, manifest: ModelManifest, threads: number): Promise<OnnxEngine> {
    refuseOtherFiles(model);
    const session = await openSession(model, threads);
    try {
      const { window, features } = manifest;
      const input = onlyOne(session.inputMetadata, "input", [window, features.length]);
      const output = onlyOne(session.outputMetadata, "output", outputShape(manifest));
      return new OnnxEngine(session, input, output, window, features.length);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  async run(input: Float32Array, units: number): Promise<Float32Array> {
    const tensor = new Tensor("float32", input, [units, this.window, this.features]);
    const { [this.output]: output } = await this.session.run({ [this.input]: tensor });
    return output?.data as Float32Array;
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}

function refuseOtherFiles(model: Uint8Array): void {
  const mark = Buffer.from(model.subarray(ORT_FORMAT_AT, ORT_FORMAT_AT + ORT_FORMAT.length)).toString("latin1");
  if (mark === ORT_FORMAT) throw new GateFailed("loads", "the model is in ONNX Runtime's own format, not in ONNX");
  let external: boolean;
  try {
    external = namesExternalData(model);
  } catch (cause) {
    throw new GateFailed("loads", `the model is no ONNX file: ${(cause as Error).message}`, {}, { cause });
  }
  if (external) throw new GateFailed("loads", "the model keeps weights in files outside of it (external data)");
}

async function openSession(model: Uint8Array, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      // What goes wrong is thrown; warnings about a model's unused weights help nobody who runs it.
      logSeverityLevel: 4,
    });
  } catch (cause) {
    throw new GateFailed("loads", `ONNX Runtime does not load the model: ${(cause as Error).message}`, {}, { cause });
  }
}

/** @returns its name, having checked its shape: [units, …shape], where an axis of any length may stand for each */
function onlyOne(values: readonly InferenceSession.ValueMetadata[], what: string, shape: number[]): string {
  const [value] = values;
  if (!value || values.length !== 1) {
    throw new GateFailed("loads", `the model has ${values.length} ${what}s, one is due`, {
      [`${what}s`]: values.length,
    });
  }
  if (!value.isTensor || value.type !== "float32") {
    throw new GateFailed("loads", `the model's ${what} ${value.name} is no float32 tensor`);
  }
  const [units, ...axes] = value.shape;
  const said = `[${value.shape.join(", ")}]`;
  if (typeof units === "number") {
    throw new GateFailed("loads", `the model's ${what} ${value.name} is ${said}: its first axis must be of any length`);
  }
  if (axes.length !== shape.length || axes.some((axis, at) => typeof axis === "number" && axis !== shape[at])) {
    throw new GateFailed("loads", `the model's ${what} ${value.name} is ${said}, [units, ${shape.join(", ")}] is due`);
  }
  return value.name;
}
