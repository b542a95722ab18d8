import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluate, evaluationText } from "./evaluate.js";
import { parseEvaluateOptions } from "./evaluate-options.js";

const STEPS = 200;
const WRONG = { from: 120, until: 130 };
let folder: string;
const file = (name: string) => join(folder, name);
const time = (seconds: number) => new Date(Date.UTC(2024, 0, 10) + 1_000 * seconds).toISOString();

/** A model that flags the fault from its third step on, and one step long before; a signal that jumps in the fault. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-evaluate-"));
  let data = "when,a,wrong\n";
  let scores = "time,group,step,score,flag,a\n";
  for (let step = 0; step < STEPS; step++) {
    const wrong = step >= WRONG.from && step < WRONG.until;
    const flag = (step >= WRONG.from + 2 && step < WRONG.until) || step === 80;
    data += `${time(step)},${wrong ? 50 : 10 + (step % 7)},${wrong ? 1 : 0}\n`;
    scores += `${time(step)},unit,${time(step + 1)},${step < 20 ? "" : flag ? 0.9 : 0.1},${flag ? 1 : 0},\n`;
  }
  await writeFile(file("data.csv"), data);
  await writeFile(file("scores.csv"), scores);
  await writeFile(file("windows.csv"), `start,end\n${time(WRONG.from)},${time(WRONG.until - 1)}\n`);
});

afterAll(() => rm(folder, { recursive: true }));

function options(labels: string, more: string[] = []) {
  const from = ["--scores", file("scores.csv"), "--data", file("data.csv")];
  return parseEvaluateOptions([...from, "--labels", labels, "--season", "70s", ...more]);
}

it("counts the scored steps beside always alarm, a z-score and the season before", async () => {
  const [model, always, zScore, season] = await evaluate(options("wrong"));
  expect(model).toMatchObject({
    detector: "model",
    steps: 180,
    recall: 0.8,
    faults: 1,
    faultsFound: 1,
    leadSeconds: -2,
  });
  expect(model?.precision).toBeCloseTo(8 / 9, 9);
  expect(model?.f1).toBeCloseTo((2 * 8) / (2 * 8 + 1 + 2), 9);
  expect(model?.falseAlarmsPerUnitDay).toBeCloseTo(86_400 / 180, 6);
  // Eight ninths of precision up to a recall of 0.8, then all steps there are.
  expect(model?.aucPr).toBeCloseTo(0.8 * (8 / 9) + 0.2 * (10 / 180), 9);
  expect(always).toMatchObject({ recall: 1, falseAlarmShare: 1, missedShare: 0 });
  expect(always?.precision).toBeCloseTo(10 / 180, 9);
  expect(zScore?.faultsFound).toBe(1);
  expect(zScore?.falseAlarmShare).toBe(0);
  expect(season?.faultsFound).toBe(1);
});

it("takes times from a file as well, says all as a table, and draws the curves", async () => {
  const plot = file("curves.svg");
  const evaluation = await evaluate(options(file("windows.csv"), ["--plot", plot]));
  expect(evaluation).toEqual(await evaluate(options("wrong")));
  expect(evaluationText(evaluation)).toMatch(/^ {2,}precision .*\nmodel +0\.889 +0\.800 +0\.842 /);
  expect((await readFile(plot, "utf8")).match(/<polyline/g)).toHaveLength(4);
});

it("judges a step once, however many rows are in it", async () => {
  const twice = (text: string) => text.replaceAll(/^(2024.*)\n/gm, (line) => line + line.replace(".000Z", ".500Z"));
  for (const name of ["data", "scores"]) {
    await writeFile(file(`${name}-twice.csv`), twice(await readFile(file(`${name}.csv`), "utf8")));
  }
  const files = ["--scores", file("scores-twice.csv"), "--data", file("data-twice.csv")];
  expect(await evaluate(options("wrong", files))).toEqual(await evaluate(options("wrong")));
});

it("refuses scores that were written of another file", async () => {
  const lines = (await readFile(file("data.csv"), "utf8")).trimEnd().split("\n");
  await writeFile(file("shorter.csv"), lines.slice(0, -1).join("\n"));
  await writeFile(file("shifted.csv"), [lines[0], ...lines.slice(2), lines[1]].join("\n"));
  const of = (data: string) => evaluate(options("wrong", ["--data", file(data)]));
  await expect(of("shorter.csv")).rejects.toThrow("it has 200 rows, not 199");
  await expect(of("shifted.csv")).rejects.toThrow("they differ at row");
});

it("says when nothing was wrong, or the labels are nowhere", async () => {
  await writeFile(file("never.csv"), `start,end\n${time(-9)},${time(-8)}\n`);
  await expect(evaluate(options(file("never.csv")))).rejects.toThrow("there is nothing to find");
  await expect(evaluate(options("wrongly"))).rejects.toThrow('"wrongly" is no file and no column of the data');
});
