import { TELEMETRY_SHARDS } from "@gridwatch/contracts";
import { fairShare, shareOut } from "./shard-share.js";

describe("sharing the shards", () => {
  it.each([1, 2, 3, 5, 16, 20])("leaves none to nobody among %i replicas", (members) => {
    expect(fairShare(members) * members).toBeGreaterThanOrEqual(TELEMETRY_SHARDS);
  });

  it("gives back what is above the fair share, and takes nothing then", () => {
    const all = Array.from({ length: TELEMETRY_SHARDS }, (_, shard) => shard);
    expect(shareOut(all, 2, Math.random)).toEqual({ giveBack: all.slice(8), tryToTake: [] });
    expect(shareOut(all.slice(8), 2, Math.random)).toEqual({ giveBack: [], tryToTake: [] });
  });

  it("tries all it does not have, in an order of its own", () => {
    const { giveBack, tryToTake } = shareOut([3], 2, () => 0);
    expect(giveBack).toEqual([]);
    expect([...tryToTake].sort((a, b) => a - b)).toEqual([0, 1, 2, ...Array.from({ length: 12 }, (_, i) => i + 4)]);
    expect(tryToTake).not.toEqual(shareOut([3], 2, () => 0.999).tryToTake);
  });
});
