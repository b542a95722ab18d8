import type { Insight } from "@gridwatch/contracts";
import { toAnomalyLines, toInsightLines } from "./insight-lines.js";

const contributions = [{ signal: "out_voltage2", share: 1, expected: 230, observed: 180.5 }];
const anomaly: Insight = {
  v: 1,
  device: "unit-1",
  at: 2_000,
  reason: "ANOMALY",
  score: 0.98,
  threshold: 0.9,
  contributions,
  model: { name: "grid", version: "1.0.0" },
  event: { id: "unit-1.1000", start: 1_000, peak: 0.99, peakAt: 1_000, contributions },
};

describe("lines of insights", () => {
  it("hold what there is, and no field of what there is not", () => {
    expect(toInsightLines([{ v: 1, device: "unit-1", at: 1_000, reason: "INSUFFICIENT_DATA" }])).toEqual([
      'insights,device=unit-1 reason="INSUFFICIENT_DATA" 1000',
    ]);
    expect(toInsightLines([anomaly])).toEqual([
      'insights,device=unit-1 reason="ANOMALY",score=0.98,threshold=0.9,contributions="[{\\"signal\\":\\"out_voltage2\\",\\"share\\":1,\\"expected\\":230,\\"observed\\":180.5}]",model="grid@1.0.0" 2000',
    ]);
  });

  it("hold each anomaly once, as it stood last", () => {
    const { event } = anomaly;
    if (event === undefined) throw new Error("no event");
    const ended: Insight = { ...anomaly, at: 5_000, event: { ...event, end: 5_000 } };
    const [line, ...more] = toAnomalyLines([anomaly, ended, { ...anomaly, event: undefined } as unknown as Insight]);
    expect(more).toEqual([]);
    expect(line).toContain('anomalies,device=unit-1 id="unit-1.1000",ended_at=5000i,last_at=5000i,peak=0.99,');
    expect(line).toMatch(/ 1000$/);
  });
});
