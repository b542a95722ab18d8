import { BatchTooLarge, DatabaseUnavailable, LinesRejected } from "@gridwatch/telemetry-store";
import { writeAroundBadLines } from "./bad-line-search.js";

describe("writeAroundBadLines", () => {
  const lines = Array.from({ length: 5_000 }, (_, i) => `line ${i}`);

  it("finds every bad line and stores all others", async () => {
    const bad = new Set([0, 1, 2_499, 2_500, 4_999]);
    const stored = new Set<string>();
    let writes = 0;
    const found = await writeAroundBadLines(lines, async (some) => {
      writes++;
      if (some.some((line) => bad.has(Number(line.slice(5))))) throw new LinesRejected("bad");
      for (const line of some) stored.add(line);
    });
    expect(found.map(({ index }) => index)).toEqual([...bad]);
    expect(stored.size).toBe(lines.length - bad.size);
    expect(writes).toBeLessThan(150);
  });

  it("splits what is too large without losing a line", async () => {
    const stored: string[] = [];
    const write = async (some: readonly string[]) => {
      if (some.length > 700) throw new BatchTooLarge("too large");
      stored.push(...some);
    };
    expect(await writeAroundBadLines(lines, write)).toEqual([]);
    expect(stored).toEqual(lines);
  });

  it("gives up when the database fails on the way", async () => {
    let writes = 0;
    const write = async () => {
      throw ++writes < 4 ? new LinesRejected("bad") : new DatabaseUnavailable("gone");
    };
    await expect(writeAroundBadLines(lines, write)).rejects.toThrow(DatabaseUnavailable);
  });
});
