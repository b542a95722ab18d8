import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadModel, readPackageFolder } from "@gridwatch/models";
import { Random } from "@gridwatch/simulator";
import { train } from "./train.js";
import { parseTrainOptions } from "./train-options.js";

const ROWS = 400;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-train-"));
});

afterEach(() => rm(folder, { recursive: true }));

/** Two units whose signals swing, b a quarter behind a; one row a second. */
async function swings(): Promise<string> {
  const random = new Random(3);
  const file = join(folder, "swings.csv");
  let text = "when;unit;a;b\n";
  for (let row = 0; row < ROWS; row++) {
    for (const unit of ["left", "right"]) {
      const angle = row / 3 + (unit === "left" ? 0 : 1);
      text += `${1_704_844_800 + row};${unit};${100 + 5 * Math.sin(angle) + 0.1 * random.normal()};${Math.cos(angle)}\n`;
    }
  }
  await writeFile(file, text);
  return file;
}

async function trainSwings(out: string, more: string[] = []) {
  const args = [
    "--data",
    await swings(),
    "--time",
    "when",
    "--group",
    "unit",
    "--features",
    "a,b",
    "--units-of",
    "a=V",
  ];
  const small = ["--name", "swings", "--window", "8", "--lstm", "6", "--epochs", "6", "--learning-rate", "0.02"];
  return train(parseTrainOptions([...args, ...small, "--out", out, ...more]), {});
}

it("makes a whole package of a CSV file, whose model has learned", async () => {
  const out = join(folder, "package");
  const { manifest } = await trainSwings(out);
  expect((await readdir(out)).sort()).toEqual(["MODEL_CARD.md", "model.json", "model.manifest.json", "weights.bin"]);
  expect(JSON.parse(await readFile(join(out, "model.manifest.json"), "utf8"))).toEqual(manifest);
  expect(manifest).toMatchObject({
    name: "swings",
    stepMs: 1_000,
    features: [
      { name: "a", unit: "V" },
      { name: "b", unit: "" },
    ],
    training: { rows: 640, from: "2024-01-10T00:00:00.000Z", seed: 1 },
  });
  expect(manifest.golden.input).toHaveLength(8 * 2);
  expect(manifest.golden.output).toHaveLength(2);
  expect(manifest.normaliser.mean[0]).toBeCloseTo(100, 0);
  expect(manifest.metrics["heldOutRmse"]).toBeLessThan(0.5 * (manifest.metrics["heldOutRmseOfNoChange"] ?? 0));
  for (const skill of ["heldOutSkill", "heldOutSkill a", "heldOutSkill b"])
    expect(manifest.metrics[skill]).toBeGreaterThan(0.5);
  expect(await readFile(join(out, "MODEL_CARD.md"), "utf8")).toContain("npm run model -- train --data");
  const model = await loadModel(await readPackageFolder(out));
  await model.dispose();
});

it("keeps the forecast that it begins with, as before, when training makes it worse", async () => {
  const { manifest } = await trainSwings(join(folder, "package"), ["--epochs", "1", "--learning-rate", "1"]);
  expect(Math.abs(manifest.metrics["heldOutSkill"] ?? 1)).toBeLessThan(0.05);
});

it("gives the same weights for the same seed, and others for another", async () => {
  const weights = async (name: string, seed: string) => {
    const out = join(folder, name);
    await trainSwings(out, ["--epochs", "2", "--seed", seed]);
    return (await readFile(join(out, "weights.bin"))).toString("hex");
  };
  const first = await weights("first", "1");
  expect(await weights("second", "1")).toBe(first);
  expect(await weights("third", "2")).not.toBe(first);
});

it("says when there is too little to learn from", async () => {
  await expect(trainSwings(join(folder, "package"), ["--train-rows", "12"])).rejects.toThrow(
    "only 8 windows of 8 steps of 1000 ms",
  );
  expect(await readdir(folder)).toEqual(["swings.csv"]);
});
