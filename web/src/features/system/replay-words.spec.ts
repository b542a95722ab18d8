import { describeReplay, describeTrial, replayedWhat } from "./replay-words.js";

const result = (replayed: number, whys: string[] = [], more = false) => ({
  ...{ matched: replayed + whys.length, replayed, more },
  skipped: whys.map((why, seq) => ({ seq, why })),
});

describe("what is said of a replay", () => {
  it("is how many letters there will be, which cannot be, and that more are left", () => {
    expect(describeTrial(result(1))).toBe("1 letter will be replayed.");
    expect(describeTrial(result(1_000, ["it was cut"], true))).toBe(
      "1,000 letters will be replayed, 1 letter cannot be: it was cut. There are more; replay again after these.",
    );
  });

  it("is that nothing can be done, and why", () => {
    expect(describeTrial(result(0, ["it was cut"]))).toBe("Nothing can be replayed, 1 letter cannot be: it was cut.");
    expect(describeTrial(result(0))).toBe("Nothing can be replayed: there is no such letter.");
  });

  it("is which letters were meant", () => {
    const record = { at: "2026-01-31T12:00:00Z", replayed: 1 };
    expect(replayedWhat(record)).toBe("all");
    expect(replayedWhat({ ...record, sequences: [17] })).toBe("letter 17");
    expect(replayedWhat({ ...record, sequences: [17, 18] })).toBe("chosen ones");
    expect(replayedWhat({ ...record, reason: "malformed_json", origin: "ingest" })).toBe(
      "all: malformed json, refused by ingest",
    );
    expect(replayedWhat({ ...record, more: true, since: "2026-01-31T11:00:00Z" })).toMatch(
      /^the oldest: refused since .*2026/,
    );
  });

  it("is what has been ordered", () => {
    expect(describeReplay(result(2))).toBe("2 letters ordered to be replayed: they vanish here as they are taken in.");
  });
});
