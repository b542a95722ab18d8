import { Absences, GONE_AFTER_BEATS } from "./absences.js";

const entry = (clientId: string, revision: number) => ({ clientId, revision });

describe("a member", () => {
  it("is gone when its entry stays the same over several heartbeats of ours", () => {
    const absences = new Absences();
    for (let beat = 0; beat < GONE_AFTER_BEATS; beat++) {
      expect(absences.note([entry("a", 7), entry("b", 10 + beat)])).toEqual([]);
    }
    expect(absences.note([entry("a", 7), entry("b", 99)])).toEqual([entry("a", 7)]);
    expect(absences.note([entry("a", 7), entry("b", 100)])).toEqual([entry("a", 7)]);
  });

  it("is back as soon as its entry is another", () => {
    const absences = new Absences();
    for (let beat = 0; beat <= GONE_AFTER_BEATS; beat++) absences.note([entry("a", 7)]);
    expect(absences.note([entry("a", 8)])).toEqual([]);
    for (let beat = 1; beat < GONE_AFTER_BEATS; beat++) expect(absences.note([entry("a", 8)])).toEqual([]);
    expect(absences.note([entry("a", 8)])).toEqual([entry("a", 8)]);
  });

  it("is forgotten when its entry is removed", () => {
    const absences = new Absences();
    for (let beat = 0; beat <= GONE_AFTER_BEATS; beat++) absences.note([entry("a", 7)]);
    expect(absences.note([])).toEqual([]);
    expect(absences.note([entry("a", 7)])).toEqual([]);
  });
});
