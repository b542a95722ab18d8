import { benchmarkDocument, isMet, type Outcome } from "./benchmark-document.js";
import { atLeast, atMost, judge } from "./report.js";

const MACHINE = {
  cores: 2,
  cpuModel: "Any",
  memoryGb: 8,
  versions: { node: "v20.0.0", influxd: "1.6.7" },
  commit: "abc",
};
const FAST = {
  bench: "fast",
  ...judge({ ratio: 0.91, bareRate: 31_000, cpuMicrosPerReading: { ingest: 12.5 } }, { ratio: atLeast(0.8) }),
};
const SLOW = {
  bench: "slow",
  ...judge({ p99Ms: 1_151, p50Ms: Number.NaN }, { p99Ms: atMost(150), p50Ms: atMost(40) }),
};
const BROKEN: Outcome = { bench: "broken", error: "exit code 1" };

const text = benchmarkDocument([FAST, SLOW, BROKEN], MACHINE, new Date("2026-11-24T12:00:30Z"));

describe("the document of the benchmarks", () => {
  it("says on what and when the figures were taken", () => {
    expect(text).toContain("| date | 2026-11-24 12:00 UTC |");
    expect(text).toContain("| machine | 2 cores, Any, 8 GB |");
    expect(text).toContain("| versions | node v20.0.0, influxd 1.6.7 |");
  });

  it("says plainly what was met, what was missed, and what failed", () => {
    expect(text).toContain("| fast | yes |  |");
    expect(text).toContain("| slow | **no** | p99Ms, p50Ms |");
    expect(text).toContain("| broken | **no** | it failed: exit code 1 |");
    expect([FAST, SLOW, BROKEN].map(isMet)).toEqual([true, false, false]);
  });

  it("shows each figure beside its target, and what is by process in a table of its own", () => {
    expect(text).toContain("| ratio | 0.91 | 0.8 |");
    expect(text).toContain("| bareRate | 31,000 |  |");
    expect(text).toContain("| p99Ms | 1,151 | 150 |");
    expect(text).toContain("|  | ingest |\n|---|---|\n| cpuMicrosPerReading | 12.5 |");
  });
});
