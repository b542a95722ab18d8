import protobuf from "protobufjs/light.js";
import { GateFailed } from "../src/gate-failed.js";
import { passGatesApart } from "../src/gates-apart.js";
import { onnxPackage, someManifest, someOnnx } from "../src/model-package.fixture.js";

const LIMITS = { windowsPerSecond: 1 };

const field = (id: number, ...contents: Uint8Array[]) =>
  protobuf.Writer.create()
    .uint32((id << 3) | 2)
    .bytes(Buffer.concat(contents))
    .finish();
const text = (id: number, value: string) => field(id, Buffer.from(value));
const int = (id: number, value: number) =>
  protobuf.Writer.create()
    .uint32(id << 3)
    .int32(value)
    .finish();

/** A model that goes round a loop 2^62 times before it answers. */
function endless(): Uint8Array {
  const [FLOAT, INT64, BOOL, GRAPH] = [1, 7, 9, 5];
  const value = (id: number, name: string, type: number, shape: Uint8Array[]) =>
    field(id, text(1, name), field(2, field(1, int(1, type), field(2, ...shape))));
  const copy = (from: string, to: string) => field(1, text(1, from), text(2, to), text(4, "Identity"));
  const anyShape = [3, 2, 1].map((axis) => field(1, text(2, `axis${axis}`)));
  const body = [
    copy("go", "goOn"),
    copy("in", "out"),
    text(2, "body"),
    value(11, "round", INT64, []),
    value(11, "go", BOOL, []),
    value(11, "in", FLOAT, anyShape),
    value(12, "goOn", BOOL, []),
    value(12, "out", FLOAT, anyShape),
  ];
  const loop = [
    ...["trips", "", "x"].map((input) => text(1, input)),
    text(2, "looped"),
    text(4, "Loop"),
    field(5, text(1, "body"), field(6, ...body), int(20, GRAPH)),
  ];
  const rest = someOnnx([{ op: "Gather", inputs: ["looped", "step"], outputs: ["y"], attributes: { axis: 1 } }], {
    constants: [
      { name: "step", shape: [], values: BigInt64Array.of(2n) },
      { name: "trips", shape: [], values: BigInt64Array.of(2n ** 62n) },
    ],
  });
  // The graph of the model, twice: protobuf makes one of both.
  return Buffer.concat([field(7, field(1, ...loop)), rest]);
}

async function refusal(trial: Promise<unknown>): Promise<GateFailed> {
  const error: unknown = await trial.then(
    () => new Error("it passed"),
    (reason: unknown) => reason,
  );
  if (error instanceof GateFailed) return error;
  throw error;
}

it("says what each gate found", async () => {
  const report = await passGatesApart(onnxPackage(), LIMITS);
  expect(report.map(({ gate, passed }) => [gate, passed])).toEqual(
    ["manifest", "size", "loads", "golden", "finite", "responds", "speed"].map((gate) => [gate, true]),
  );
});

it("refuses with the gate, the reason and the numbers", async () => {
  const golden = { input: [1, 2, 3, 4, 5, 6], output: [5, 12], tolerance: 1e-3 };
  expect(await refusal(passGatesApart(onnxPackage(someManifest({ golden })), LIMITS))).toMatchObject({
    gate: "golden",
    message: "its golden output is off by 0.5, 0.001 is allowed",
    figures: { difference: 0.5, tolerance: 1e-3 },
  });
});

it("refuses a model that computes for ever, while this process goes on", async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 10);
  const failed = await refusal(passGatesApart(onnxPackage(someManifest(), endless()), { ...LIMITS, withinMs: 2_000 }));
  clearInterval(timer);
  expect(failed).toMatchObject({ gate: "survives", figures: { withinMs: 2_000 } });
  expect(failed.message).toContain("ended by SIGKILL (nothing within 2000 ms");
  expect(turns).toBeGreaterThan(10);
});
