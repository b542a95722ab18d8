import { firstSeqToKeep } from "./stream-tail.js";

describe("firstSeqToKeep", () => {
  const extent = { messages: 1_000, bytes: 100_000, first_seq: 501 };

  it("keeps about the tail", () => {
    expect(firstSeqToKeep(extent, 1_500, 30_000)).toBe(1_201);
  });

  it("never lets go of what is not stored", () => {
    expect(firstSeqToKeep(extent, 700, 30_000)).toBe(701);
    expect(firstSeqToKeep(extent, 0, 30_000)).toBe(501);
  });

  it("lets go of nothing while the stream is short", () => {
    expect(firstSeqToKeep(extent, 1_500, 100_000)).toBe(501);
    expect(firstSeqToKeep({ messages: 0, bytes: 0, first_seq: 9 }, 8, 0)).toBe(9);
  });
});
