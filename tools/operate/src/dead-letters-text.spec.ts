import { countText, listText, replayText } from "./dead-letters-text.js";

describe("a list", () => {
  const letter = {
    seq: 17,
    at: "2026-01-31T12:00:00.000Z",
    origin: "ingest",
    reason: "malformed_json",
    detail: "x".repeat(200),
    topic: "sensors/unit-1/telemetry",
    readings: 1,
    payload: "{",
    encoding: "utf-8",
    replayable: false,
    notReplayable: "it was cut",
  } as const;

  it("shows what was wrong, and says when there are older ones", () => {
    const text = listText({ letters: [letter], next: 17 });
    expect(text).toContain(
      "17      2026-01-31T12:00:00.000Z  ingest: malformed_json         1  sensors/unit-1/telemetry",
    );
    expect(text).toContain(`(cannot be replayed: it was cut) ${letter.detail}\n`);
    expect(text).toContain("there are older ones");
    expect(listText({ letters: [] })).toBe("no dead letters\n");
    expect(listText({ letters: [], next: 17 })).toContain("there are older ones");
  });

  it("fits the terminal, however long a topic is", () => {
    const [, line = ""] = listText({ letters: [{ ...letter, topic: "t".repeat(4_096) }] }, 160).split("\n");
    expect(line).toHaveLength(160);
    expect(line).toMatch(/t… {2}\(cannot be replayed: .*…$/);
  });

  it("keeps what a device sent from steering the terminal", () => {
    const hostile = { ...letter, topic: "a\u001b[2Jb\u202ec", detail: "two\r\nlines\u009b1m\u2028" };
    const text = listText({ letters: [hostile] });
    expect(text).toContain("a\uFFFD[2Jb\uFFFDc");
    expect(text).toContain("two\uFFFD\uFFFDlines\uFFFD1m\uFFFD\n");
  });
});

it("counts by origin and reason, with a sum", () => {
  const counts = [
    { origin: "ingest", reason: "empty", letters: 2, readingsEver: 5 },
    { origin: "storage", reason: "rejected_by_database", letters: 1 },
  ];
  const text = countText({ counts, since: "2026-01-31T12:00:00.000Z" });
  expect(text).toMatch(/^ingest: empty +2 +5$/m);
  expect(text).toMatch(/^storage: rejected_by_database +1 +–$/m);
  expect(text).toMatch(/^all +3$/m);
});

it("says whether a replay was done or only looked at, and what stays", () => {
  const result = { matched: 3, replayed: 2, skipped: [{ seq: 9, why: "it was cut" }], more: true };
  expect(replayText(result, false)).toContain("2 of 3 letters would be taken in again: say so with --yes");
  expect(replayText(result, false)).toContain("9 stays: it was cut");
  expect(replayText(result, true)).toContain("2 of 3 letters are taken in again within seconds");
  expect(replayText(result, true)).toContain("run it again once these are gone");
});
