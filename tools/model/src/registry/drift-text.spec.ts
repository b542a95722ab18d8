import { driftText } from "./drift-text.js";

it("says of each input and of the score how far they are from training", () => {
  const text = driftText({
    name: "pump",
    version: "1.0.0",
    since: Date.UTC(2026, 0, 31, 12),
    replicas: 2,
    steps: 1_200,
    inputs: [
      { feature: "Current", psi: 0.0312 },
      { feature: "Pressure", psi: 0.1 },
      { feature: "Vol\u001b[31mume", psi: null },
    ],
    score: { psi: 0.26 },
  });
  expect(text).toContain("pump@1.0.0, 1,200 steps since 2026-01-31T12:00:00.000Z, 2 replicas\n");
  expect(text).toMatch(/^Current +0\.031 +as in training$/m);
  expect(text).toMatch(/^Pressure +0\.100 +shifting$/m);
  expect(text).toMatch(/^the score +0\.260 +changed: retrain$/m);
  expect(text).toMatch(/^Vol.*mume +– +not known yet$/m);
  expect(text).not.toContain("\u001b");
});
