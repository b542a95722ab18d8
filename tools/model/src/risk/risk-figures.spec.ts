import { riskFigures } from "./risk-figures.js";
import type { RiskMoment } from "./risk-moments.js";

const hours = { values: new Float32Array(), known: [] };
const moment = (unit: string, mode: string | undefined, hoursLeft: number): RiskMoment => ({
  unit,
  hour: 0,
  hours,
  mode,
  hoursLeft,
  fails: [hoursLeft <= 24 ? 1 : 0, hoursLeft <= 48 ? 1 : 0],
});

it("measures by mode, and leaves out what cannot be told", () => {
  const moments = [
    moment("a", "found", 60),
    moment("a", "found", 30),
    moment("a", "found", 10),
    moment("b", "missed", 40),
    moment("b", "missed", 20),
    moment("c", undefined, Number.POSITIVE_INFINITY),
  ];
  const said = Float32Array.from([0.1, 0.2, 0.1, 0.8, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0, 0]);
  const figures = riskFigures(moments, said, said, 0.5, 6);
  expect(figures).toMatchObject({
    precision: 1,
    recall: 0.5,
    failures: 2,
    warned: 0.5,
    leadHours: 30,
    falseAlarmsPerUnitMonth: 0,
    "recall found": 1,
    "recall missed": 0,
    "warned missed": 0,
  });
  expect(figures).not.toHaveProperty("leadHours missed");
});
