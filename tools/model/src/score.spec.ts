import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "@gridwatch/simulator";
import { parseCsv } from "./csv.js";
import { score } from "./score.js";
import { parseScoreOptions } from "./score-options.js";
import { train } from "./train.js";
import { parseTrainOptions } from "./train-options.js";

const ROWS = 400;
/** Within the rows of unit `left`. */
const FAULT = { from: 300, until: 320 };
let folder: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-score-"));
  data = join(folder, "data.csv");
  const random = new Random(5);
  let text = "when,unit,a,b\n";
  for (let row = 0; row < ROWS; row++) {
    for (const unit of ["left", "right"]) {
      const broken = unit === "left" && row >= FAULT.from && row < FAULT.until;
      text += `${1_704_844_800 + row},${unit},${100 + random.normal()},${broken ? 20 : 5 + 0.1 * random.normal()}\n`;
    }
  }
  await writeFile(data, text);
  const settings =
    "--time when --group unit --features a,b --name noise --window 8 --lstm 4 --epochs 2 --train-rows 250 --learn 50";
  const out = ["--data", data, "--out", join(folder, "package")];
  await train(parseTrainOptions([...settings.split(" "), ...out]), {});
});

afterAll(() => rm(folder, { recursive: true }));

it("says each row's score, flag and shares, in the file's order, and flags the fault with its signal", async () => {
  const out = join(folder, "scores.csv");
  const args = ["--model", join(folder, "package"), "--data", data, "--group", "unit", "--out", out];
  const scored = await score(parseScoreOptions(args), {});
  const { columns, rows } = parseCsv(await readFile(out, "utf8"));
  expect(columns).toEqual(["time", "group", "step", "score", "flag", "a", "b"]);
  expect(rows.map(([time, unit]) => `${time} ${unit}`)).toEqual(
    parseCsv(await readFile(data, "utf8")).rows.map(
      ([time, unit]) => `${new Date(Number(time) * 1_000).toISOString()} ${unit}`,
    ),
  );
  expect(scored.rows).toBe(2 * ROWS);
  const flags = rows.filter(([, , , , flag]) => flag === "1");
  expect(flags).toHaveLength(scored.flagged);
  expect(new Set(flags.map(([, unit]) => unit))).toEqual(new Set(["left"]));
  // A row's step ends a second after it has begun.
  expect(flags[0]?.[0]).toMatch(/^2024-01-10T00:05:0[1-2]\.000Z$/);
  expect(flags[0]?.[2]).toMatch(/^2024-01-10T00:05:0[2-3]\.000Z$/);
  expect(Number(flags[0]?.[6])).toBeGreaterThan(0.5);
  expect(rows[0]?.[3]).toBe("");
});

it("tells rows of one step the same, and nothing of a row without a number", async () => {
  const coarse = join(folder, "coarse.csv");
  const numbers = (row: number) => `${100 + Math.sin(row)},${5 + Math.cos(row) / 10}`;
  const lines = Array.from({ length: 300 }, (_, row) => `${1_704_844_800 + row / 2},${row < 2 ? "," : numbers(row)}`);
  await writeFile(coarse, `when,a,b\n${lines.join("\n")}\n`);
  const out = join(folder, "coarse-scores.csv");
  await score(parseScoreOptions(["--model", join(folder, "package"), "--data", coarse, "--out", out]), {});
  const { rows } = parseCsv(await readFile(out, "utf8"));
  expect(rows).toHaveLength(300);
  for (let row = 0; row < rows.length; row += 2) expect(rows[row]?.slice(2)).toEqual(rows[row + 1]?.slice(2));
  expect(rows[0]?.slice(3)).toEqual(["", "0", "", ""]);
  expect(rows.at(-1)?.[3]).toMatch(/^[01]/);
});

it("needs no more than the model, the file and where to write", () => {
  const { model, data: file, out } = parseScoreOptions("--model DIR --data FILE.csv --out scores.csv".split(" "));
  expect({ model, file, out }).toEqual({ model: "DIR", file: "FILE.csv", out: "scores.csv" });
});

it("names a feature that the file does not have, and leaves nothing behind", async () => {
  const bare = join(folder, "bare.csv");
  await writeFile(bare, "when,a\n2024-01-10,1\n");
  const before = await readdir(folder);
  const args = ["--model", join(folder, "package"), "--data", bare, "--time", "when", "--out", join(folder, "x.csv")];
  await expect(score(parseScoreOptions(args), {})).rejects.toThrow('there is no column "b"');
  expect(await readdir(folder)).toEqual(before);
});

it("says which option is missing", () => {
  expect(() => parseScoreOptions(["--model", "m", "--data", "d"])).toThrow("--out is missing");
});
