import type { ModelComparison } from "@gridwatch/contracts";
import { comparisonText } from "./comparison-text.js";

const SIDE = { name: "pump", loneAnomalies: 0, windows: 2_000, seconds: 0.05 };
const COMPARISON: ModelComparison = {
  since: Date.UTC(2026, 0, 31, 12),
  replicas: 1,
  champion: { ...SIDE, version: "1.0.0", scores: [90, 10, 0, 0] },
  shadow: { ...SIDE, version: "1.1.0", scores: [90, 9, 0, 1], loneAnomalies: 1, windows: 0 },
  steps: { bothNormal: 99, bothAbnormal: 0, onlyChampion: 0, onlyShadow: 1, notBoth: 3 },
  agreement: 0.99,
  loneAnomalies: [
    {
      by: "shadow",
      device: "unit-1",
      start: Date.UTC(2026, 0, 31, 13),
      end: Date.UTC(2026, 0, 31, 13, 1),
      peak: 0.81,
      signal: "Current",
    },
  ],
  shed: 4,
};

it("shows both models side by side, and what one alone found", () => {
  const text = comparisonText(COMPARISON);
  expect(text).toContain("since 2026-01-31T12:00:00.000Z, 1 replica\n");
  expect(text).toMatch(/champion pump@1\.0\.0 +shadow pump@1\.1\.0/);
  expect(text).toMatch(/^ms per 1,000 windows +25\.0 +–$/m);
  expect(text).toMatch(/^highest score from +0\.25 +0\.75$/m);
  expect(text).toMatch(/^agreement +99\.00 %$/m);
  expect(text).toMatch(/^messages shed +4$/m);
  expect(text).toMatch(/^2026-01-31T13:00:00\.000Z +unit-1 +shadow +Current +60 s +0\.810$/m);
});

it("says so where nothing was scored by both yet", () => {
  const text = comparisonText({ ...COMPARISON, agreement: null, loneAnomalies: [] });
  expect(text).toMatch(/^agreement +no step that both scored yet$/m);
  expect(text).not.toContain("unit-1");
});
