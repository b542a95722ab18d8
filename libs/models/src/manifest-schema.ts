const NUMBER = { type: "number", minimum: -1e12, maximum: 1e12 };
const COUNT = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const LINE = { type: "string", maxLength: 500 };
const INSTANT = {
  type: "string",
  pattern: "^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}))?$",
};
const LARGEST_INPUT = 1_024 * 64;

const steps = (maximum: number) => ({ type: "integer", minimum: 1, maximum });
const oneEachFeature = (items: object) => ({ type: "array", minItems: 1, maxItems: 64, items });
const closed = (properties: Record<string, object>, optional: string[] = []) => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

const DISTRIBUTION = closed({
  edges: { type: "array", minItems: 1, maxItems: 31, items: NUMBER },
  shares: { type: "array", minItems: 2, maxItems: 32, items: { type: "number", minimum: 0, maximum: 1 } },
});

/**
 * JSON Schema (draft-07) of `ModelManifest`, published as docs/model.manifest.schema.json. What sizes must agree with
 * each other no schema can say: see `parseManifest`.
 */
export const MANIFEST_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "model.manifest.json of a Gridwatch model package",
  ...closed(
    {
      manifest: { const: 1 },
      name: { type: "string", pattern: "^[a-z0-9][a-z0-9-]{0,62}$" },
      version: {
        type: "string",
        maxLength: 64,
        pattern:
          "^(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$",
      },
      kind: { enum: ["anomaly", "failure-risk"] },
      format: { enum: ["onnx", "tfjs-layers"] },
      features: oneEachFeature(
        closed({
          name: { type: "string", pattern: "^[^\\u0000-\\u001f\\u007f]{1,64}$" },
          unit: { type: "string", pattern: "^[^\\u0000-\\u001f\\u007f]{0,32}$" },
        }),
      ),
      window: { type: "integer", minimum: 1, maximum: 1_024 },
      stepMs: { type: "integer", minimum: 1_000, maximum: 86_400_000 },
      maxGap: { type: "integer", minimum: 0, maximum: 1_024 },
      normaliser: closed({
        mean: oneEachFeature(NUMBER),
        scale: oneEachFeature({ type: "number", minimum: 1e-12, maximum: 1e12 }),
      }),
      output: { enum: ["forecast", "reconstruction", "score", "probability"] },
      calibration: closed(
        {
          learn: steps(1_000_000),
          forget: steps(10_000_000),
          residuals: closed({
            high: oneEachFeature({ type: "number", minimum: 1e-12, maximum: 1e12 }),
            tail: oneEachFeature({ type: "number", minimum: 0.1, maximum: 10 }),
          }),
        },
        ["residuals"],
      ),
      threshold: { type: "number", exclusiveMinimum: 0, maximum: 1 },
      open: closed({ steps: steps(1_024), of: steps(1_024) }),
      close: closed({ below: { type: "number", minimum: 0, maximum: 1 }, steps: steps(100_000) }),
      golden: closed({
        input: { type: "array", minItems: 1, maxItems: LARGEST_INPUT, items: NUMBER },
        output: { type: "array", minItems: 1, maxItems: LARGEST_INPUT, items: NUMBER },
        tolerance: { type: "number", exclusiveMinimum: 0, maximum: 1e-3 },
      }),
      training: closed(
        {
          data: { type: "string", maxLength: 4_000 },
          rows: COUNT,
          from: INSTANT,
          until: INSTANT,
          seed: COUNT,
          command: { type: "string", maxLength: 16_000 },
          timeColumn: { type: "string", maxLength: 256 },
          distribution: closed({ inputs: oneEachFeature(DISTRIBUTION), score: DISTRIBUTION }),
        },
        ["timeColumn", "distribution"],
      ),
      metrics: {
        type: "object",
        propertyNames: { pattern: "^[^\\u0000-\\u001f\\u007f]{1,64}$" },
        maxProperties: 256,
        additionalProperties: NUMBER,
      },
      author: LINE,
      licence: { type: "string", minLength: 1, maxLength: 100 },
    },
    ["calibration", "open", "close"],
  ),
  allOf: [
    {
      if: { properties: { kind: { const: "anomaly" } } },
      // biome-ignore lint/suspicious/noThenProperty: it is JSON Schema's word
      then: {
        required: ["calibration", "open", "close"],
        properties: { output: { enum: ["forecast", "reconstruction", "score"] } },
      },
      else: {
        properties: { output: { const: "probability" }, calibration: false, open: false, close: false },
      },
    },
  ],
};
