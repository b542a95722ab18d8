import { readFile } from "node:fs/promises";
import { GateFailed } from "./gate-failed.js";
import type { ModelManifest } from "./manifest.js";
import { parseManifest } from "./manifest-parser.js";
import { MANIFEST_SCHEMA } from "./manifest-schema.js";
import { bytes, someManifest } from "./model-package.fixture.js";

function refusal(text: string): GateFailed {
  try {
    parseManifest(bytes(text));
  } catch (error) {
    if (error instanceof GateFailed && error.gate === "manifest") return error;
    throw error;
  }
  throw new Error("it was accepted");
}

const risk: Partial<ModelManifest> = {
  kind: "failure-risk",
  output: "probability",
  golden: { input: [1, 2, 3, 4, 5, 6], output: [0.1, 0.2], tolerance: 1e-3 },
};

const HALVES = { edges: [0], shares: [0.5, 0.5] };
const UNORDERED = { edges: [1, 0], shares: [0.5, 0.25, 0.25] };
const PART = { edges: [0], shares: [0.25, 0.25] };

it("accepts what its training looked like", () => {
  const training = {
    ...someManifest().training,
    timeColumn: "when",
    distribution: { inputs: [HALVES, HALVES], score: HALVES },
  };
  expect(parseManifest(bytes(JSON.stringify(someManifest({ training }))))).toMatchObject({ training });
});

it("accepts an anomaly model's manifest and a failure-risk model's", () => {
  expect(parseManifest(bytes(JSON.stringify(someManifest())))).toEqual(someManifest());
  const { calibration: _c, open: _o, close: _cl, ...rest } = someManifest(risk);
  expect(parseManifest(bytes(JSON.stringify(rest)))).toEqual(rest);
});

it.each([
  ["an unknown property", { extra: 1 }, "it has an unknown extra"],
  ["an unknown property of a part", { open: { steps: 1, of: 2, at: 3 } }, "open has an unknown at"],
  ["a missing property", { author: undefined }, "it must have required property 'author'"],
  ["a name that is no name", { name: "../champion" }, "name must match pattern"],
  ["a version that is none", { version: "1.0" }, "version must match pattern"],
  ["another format", { format: "pickle" }, "format must be one of onnx, tfjs-layers"],
  ["another manifest", { manifest: 2 }, "manifest must be 1"],
  ["no features", { features: [] }, "features must NOT have fewer than 1 items"],
  [
    "a feature twice",
    {
      features: [
        { name: "a", unit: "V" },
        { name: "a", unit: "V" },
      ],
    },
    "features has a name twice",
  ],
  ["a window too long", { window: 1_025 }, "window must be <= 1024"],
  ["a window that is no integer", { window: 2.5 }, "window must be integer"],
  ["a step too short", { stepMs: 999 }, "stepMs must be >= 1000"],
  ["a scale of nothing", { normaliser: { mean: [0, 0], scale: [1, 0] } }, "normaliser.scale.1 must be >= 1e-12"],
  ["a mean too few", { normaliser: { mean: [0], scale: [1, 1] } }, "normaliser.mean has 1 numbers, 2 are due"],
  ["a golden input of another size", { window: 4 }, "golden.input has 6 numbers, 8 are due: window × features"],
  [
    "a golden output of another size",
    { output: "reconstruction" },
    "golden.output has 2 numbers, 6 are due: the output is a reconstruction",
  ],
  [
    "a golden pair that anything reproduces",
    { golden: { ...someManifest().golden, tolerance: 0.1 } },
    "golden.tolerance must be <= 0.001",
  ],
  ["an anomaly model without calibration", { calibration: undefined }, "it must have required property 'calibration'"],
  [
    "an anomaly model that answers a probability",
    { output: "probability" },
    "output must be one of forecast, reconstruction, score",
  ],
  [
    "a failure-risk model that opens anomalies",
    { ...risk, calibration: undefined, close: undefined },
    "open has no place in a model of this kind",
  ],
  ["an opening that cannot happen", { open: { steps: 5, of: 4 } }, "open.steps is 5, of 4"],
  [
    "a closing above the threshold",
    { close: { below: 0.7, steps: 1 } },
    "close.below is 0.7, above the threshold of 0.6",
  ],
  [
    "a training that ends before it begins",
    { training: { ...someManifest().training, until: "2023-01-01" } },
    "training is from",
  ],
  [
    "a distribution of other features",
    { training: { ...someManifest().training, distribution: { inputs: [HALVES], score: HALVES } } },
    "training.distribution.inputs has 1 numbers, 2 are due",
  ],
  [
    "a distribution whose edges do not ascend",
    { training: { ...someManifest().training, distribution: { inputs: [HALVES, HALVES], score: UNORDERED } } },
    "training.distribution.score.edges do not ascend",
  ],
  [
    "a distribution that is not the whole",
    { training: { ...someManifest().training, distribution: { inputs: [HALVES, PART], score: HALVES } } },
    "training.distribution.inputs.1.shares sum to 0.5",
  ],
])("refuses %s", (_what, changes, said) => {
  expect(refusal(JSON.stringify({ ...someManifest(), ...changes })).message).toContain(said);
});

it("refuses numbers that JSON can write and no float can hold", () => {
  const text = JSON.stringify(someManifest()).replace('"output":[5,6]', '"output":[5,1e999]');
  expect(refusal(text).message).toContain("golden.output.1 must be");
});

it.each(["", "{", "null", "[]", '"manifest"', "\u0000"])("refuses %j", (text) => {
  expect(refusal(text).message).toContain("model.manifest.json: ");
});

it("says several problems at once, and not all of very many", () => {
  const { message, figures } = refusal(
    JSON.stringify({ ...someManifest(), name: "", version: "", window: 0, stepMs: 0, maxGap: -1, author: 1 }),
  );
  expect(message).toMatch(/name .*; .*version .*; and 1 more$/);
  expect(figures).toEqual({ problems: 6 });
});

it("looks for the first problem alone in a long list of wrong numbers", () => {
  const golden = { input: Array(60_000).fill("1"), output: [1, 2], tolerance: 1e-3 };
  expect(refusal(JSON.stringify(someManifest({ golden }))).figures).toEqual({ problems: 1 });
});

it("is published: docs/model.manifest.schema.json", async () => {
  // To write it anew:
  // node --input-type=module -e 'import { MANIFEST_SCHEMA } from "@gridwatch/models"; console.log(JSON.stringify(MANIFEST_SCHEMA, undefined, 2))' > docs/model.manifest.schema.json
  const published = await readFile(new URL("../../../docs/model.manifest.schema.json", import.meta.url), "utf8");
  expect(JSON.parse(published)).toEqual(MANIFEST_SCHEMA);
});
