import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "@gridwatch/local-stack";
import { benchmarkDocument, isMet, type Outcome } from "./benchmark-document.js";
import { NOTES, REASONS } from "./remarks.js";
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
  seconds: 61.6,
  ...judge({ ratio: 0.91, bareRate: 31_000, cpuMicrosPerReading: { ingest: 12.5 } }, { ratio: atLeast(0.8) }),
};
const SLOW = {
  bench: "slow",
  seconds: 5,
  ...judge({ p99Ms: 1_151, p50Ms: Number.NaN }, { p99Ms: atMost(150), p50Ms: atMost(40) }),
};
const BROKEN: Outcome = { bench: "broken", seconds: 1, error: "exit code 1" };

const documentOf = (outcomes: Outcome[]) => benchmarkDocument(outcomes, MACHINE, new Date("2026-11-24T12:00:30Z"));
const text = documentOf([FAST, SLOW, BROKEN]);

describe("the document of the benchmarks", () => {
  it("says on what and when the figures were taken", () => {
    expect(text).toContain("| date | 2026-11-24 12:00 UTC |");
    expect(text).toContain("| machine | 2 cores, Any, 8 GB |");
    expect(text).toContain("| versions | node v20.0.0, influxd 1.6.7 |");
  });

  it("says plainly what was met, what was missed, and what failed", () => {
    expect(text).toContain("| fast | yes |  | 62 |");
    expect(text).toContain("| slow | **no** | p99Ms, p50Ms | 5 |");
    expect(text).toContain("| broken | **no** | it failed: exit code 1 | 1 |");
    expect([FAST, SLOW, BROKEN].map(isMet)).toEqual([true, false, false]);
  });

  it("gives the reason of each figure that is missed, and says where none is known", () => {
    const pipeline = {
      bench: "pipeline",
      seconds: 90,
      ...judge({ ratio: 0.5, lost: 2 }, { ratio: atLeast(0.75), lost: atMost(0) }),
    };
    const missed = documentOf([pipeline, SLOW]);
    expect(missed).toContain(
      `\n## What is missed, and why\n\n- \`pipeline.ratio\`: ${REASONS["pipeline.ratio"]}\n- \`pipeline.lost\`: not looked into yet.\n`,
    );
    expect(missed).toContain("\n- `slow.p50Ms`: not looked into yet.\n\n## pipeline\n");
    expect(documentOf([FAST, BROKEN])).not.toContain("What is missed");
    expect(documentOf([{ ...pipeline, ...judge({ ratio: 0.8 }, { ratio: atLeast(0.75) }) }])).not.toContain("ADR 18");
  });

  it("says above a benchmark's figures what has to be known to read them", () => {
    const predict = { bench: "predict", seconds: 90, ...judge({ p99Ms: 170 }, { p99Ms: atMost(500) }) };
    expect(documentOf([FAST, predict])).toContain(
      `\n## predict\n\n${NOTES["predict"]}\n\n| figure | value | target |\n`,
    );
    expect(text).toContain("\n## fast\n\n| figure | value | target |\n");
  });

  it("has remarks on figures and benchmarks that there are, linked to records that there are", () => {
    const sourceOf = (bench: string) => readFileSync(join(REPOSITORY_ROOT, `bench/src/${bench}.ts`), "utf8");
    for (const key of Object.keys(REASONS)) {
      const [bench = "", figure = ""] = key.split(".");
      expect(sourceOf(bench)).toMatch(new RegExp(`\\b${figure}: at(Least|Most)\\(`));
    }
    for (const bench of Object.keys(NOTES)) expect(sourceOf(bench)).toContain(`"${bench}"`);
    const links = [...Object.values(REASONS), ...Object.values(NOTES)].flatMap((remark) =>
      [...remark.matchAll(/\]\((.*?)\)/g)].map(([, path = ""]) => path),
    );
    expect(links.filter((path) => !existsSync(join(REPOSITORY_ROOT, "docs", path)))).toEqual([]);
  });

  it("shows each figure beside its target, and what is by process in a table of its own", () => {
    expect(text).toContain("| ratio | 0.91 | 0.8 |");
    expect(text).toContain("| bareRate | 31,000 |  |");
    expect(text).toContain("| p99Ms | 1,151 | 150 |");
    expect(text).toContain("|  | ingest |\n|---|---|\n| cpuMicrosPerReading | 12.5 |");
  });
});
