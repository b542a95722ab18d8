import type { Insight } from "@gridwatch/contracts";
import { AnomalyChanges } from "./anomaly-changes.js";

function filled(devices: string[], limit = 10): AnomalyChanges {
  const changes = new AnomalyChanges(limit);
  for (const [at, device] of devices.entries()) changes.add({ v: 1, device, at, reason: "ANOMALY" });
  return changes;
}

const devicesOf = (insights: Insight[]) => insights.map(({ device }) => device);

describe("the changes of anomalies", () => {
  it("are told from a place on, in order", () => {
    const changes = filled(["a", "b"]);
    const { position } = changes;
    expect(changes.since(position)).toEqual({ insights: [], lost: 0 });
    changes.add({ v: 1, device: "c", at: 9, reason: "NORMAL" });
    expect(devicesOf(changes.since(position).insights)).toEqual(["c"]);
    expect(devicesOf(changes.since(0).insights)).toEqual(["a", "b", "c"]);
  });

  it("are told of one unit alone", () => {
    expect(devicesOf(filled(["a", "b", "a"]).since(0, "a").insights)).toEqual(["a", "a"]);
  });

  it("are kept up to a limit, and what went before is counted", () => {
    const { insights, lost } = filled(["a", "b", "c", "d", "e"], 3).since(1);
    expect([devicesOf(insights), lost]).toEqual([["c", "d", "e"], 1]);
  });
});
