import { parseTrainOptions } from "./train-options.js";

const NEEDED = "--data in.csv --time t --features out_voltage1,oil --name oil-model --out dir";
const parse = (line: string) => parseTrainOptions(line.split(" "));

it("reads what is said and fills in the rest", () => {
  const { settings, ...rest } = parse(`${NEEDED} --units-of oil=°C --step 15m --open 3/5 --train-until 2024-01-10`);
  expect(rest).toMatchObject({ data: "in.csv", time: "t", out: "dir", stepMs: 900_000 });
  expect(rest.trainUntil).toBe(Date.UTC(2024, 0, 10));
  expect(settings).toMatchObject({
    features: [
      { name: "out_voltage1", unit: "V" },
      { name: "oil", unit: "°C" },
    ],
    window: 32,
    open: { steps: 3, of: 5 },
    close: { below: 0.3, steps: 10 },
  });
  expect(settings.command).toContain("--units-of 'oil=°C' --step 15m");
});

it("needs no more than the file, its time, its features and a folder, which names the model", () => {
  const named = (out: string) => parse(`--data FILE.csv --time COLUMN --features a,b --out ${out}`).settings.name;
  expect(named("DIR")).toBe("dir");
  expect(named("models/2024_Pump.7/")).toBe("pump-7");
  expect(() => named("7")).toThrow("--name is missing: none can be made of --out 7");
});

it.each([
  ["--data in.csv", "--features is missing"],
  [NEEDED.replace("oil-model", "Oil"), "--name must be lower case"],
  [`${NEEDED} --version 1`, "--version must be a semantic version"],
  [NEEDED.replace("oil", "out_voltage1"), "--features must be up to 64 different columns"],
  [`${NEEDED} --units-of volts=V`, '"volts=V" is no FEATURE=UNIT'],
  [`${NEEDED} --train-rows 5 --train-until 2024-01-10`, "exclude each other"],
  [`${NEEDED} --train-until soon`, "--train-until must be a time"],
  [`${NEEDED} --step 5`, "--step must be a time such as 5s"],
  [`${NEEDED} --step 10ms`, "from 1000 to"],
  [`${NEEDED} --window 1.5`, "--window must be a whole number"],
  [`${NEEDED} --open 5/3`, "--open must be a number from 1 to 3"],
  [`${NEEDED} --close 0.9/3`, "--close must be a number from 0 to 0.5"],
  [`${NEEDED} --colour red`, "Unknown option"],
])("refuses %p and says why", (line, why) => {
  expect(() => parse(line)).toThrow(why);
});
