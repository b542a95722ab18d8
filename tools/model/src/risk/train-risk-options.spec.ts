import { parseTrainRiskOptions } from "./train-risk-options.js";

const NEEDED =
  "--kind failure-risk --data in.csv --failures failed.csv --time t --group unit --name plant-risk --out dir";
const parse = (line: string) => parseTrainRiskOptions(line.split(" "));

it("reads what is said and fills in the rest", () => {
  expect(parse(`${NEEDED} --train-until 2026-03-01`)).toMatchObject({
    data: "in.csv",
    failures: "failed.csv",
    trainUntil: Date.UTC(2026, 2, 1),
    seed: 1,
    version: "1.0.0",
    command: `npm run model -- train ${NEEDED} --train-until 2026-03-01`,
  });
});

it.each([
  [NEEDED.replace("--failures failed.csv ", ""), "--failures is missing"],
  [NEEDED.replace("--group unit ", ""), "--group is missing"],
  [NEEDED.replace("plant-risk", "Plant"), "--name must be lower case"],
  [`${NEEDED} --version 1`, "--version must be a semantic version"],
  [`${NEEDED} --train-until soon`, "--train-until must be a time"],
  [`${NEEDED} --seed 1.5`, "--seed must be a whole number"],
  [`${NEEDED} --features a`, "Unknown option '--features'"],
])("refuses %p and says why", (line, why) => {
  expect(() => parse(line)).toThrow(why);
});
