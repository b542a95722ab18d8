import { countText, listText, replayText } from "./dead-letters-text.js";

it("lists letters with what was wrong, and says when there are older ones", () => {
  const letter = {
    seq: 17,
    at: "2026-01-31T12:00:00.000Z",
    origin: "ingest",
    reason: "malformed_json",
    detail: "x".repeat(100),
    topic: "sensors/unit-1/telemetry",
    readings: 1,
    payload: "{",
    encoding: "utf-8",
    replayable: false,
    notReplayable: "it was cut",
  } as const;
  const text = listText({ letters: [letter], next: 17 });
  expect(text).toContain(
    "17      2026-01-31T12:00:00.000Z  ingest: malformed_json         1  sensors/unit-1/telemetry",
  );
  expect(text).toContain(`${"x".repeat(59)}… (cannot be replayed: it was cut)`);
  expect(text).toContain("there are older ones");
  expect(listText({ letters: [] })).toBe("no dead letters\n");
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
  expect(replayText(result, true)).toContain("run it again");
});
