import type { ModelAction, ModelEvent, ModelKind } from "@gridwatch/contracts";
import { ChampionLine } from "./champion-line.js";

function events(...entries: [ModelAction, string, ModelEvent["outcome"]?][]): ModelEvent[] {
  return entries.map(([action, model, outcome = "done"], at): ModelEvent => {
    return { v: 1, at, action, kind: "anomaly", model, by: "somebody", reason: "", outcome, detail: "" };
  });
}

function championBefore(history: ModelEvent[], kind: ModelKind, current: string | undefined): string | undefined {
  const line = new ChampionLine(kind);
  for (const event of history) line.add(event);
  return line.before(current);
}

describe("the champion before", () => {
  it("is the one that was activated before the current one", () => {
    const history = events(["activate", "a@1"], ["upload", "b@1"], ["activate", "b@1"], ["activate", "c@1", "refused"]);
    expect(championBefore(history, "anomaly", "b@1")).toBe("a@1");
  });

  it("is one further back after each rollback, never the one that was left", () => {
    const history = events(["activate", "a@1"], ["activate", "b@1"], ["activate", "c@1"], ["rollback", "b@1"]);
    expect(championBefore(history, "anomaly", "b@1")).toBe("a@1");
  });

  it("is not the current one, however often that was activated", () => {
    const history = events(["activate", "a@1"], ["activate", "b@1"], ["activate", "b@1"]);
    expect(championBefore(history, "anomaly", "b@1")).toBe("a@1");
  });

  it("is the last one when nothing is active now", () => {
    expect(championBefore(events(["activate", "a@1"]), "anomaly", undefined)).toBe("a@1");
  });

  it("is nobody of another kind, and nobody when there was only one", () => {
    const history = events(["activate", "a@1"]);
    expect(championBefore(history, "failure-risk", "a@1")).toBeUndefined();
    expect(championBefore(history, "anomaly", "a@1")).toBeUndefined();
  });
});
