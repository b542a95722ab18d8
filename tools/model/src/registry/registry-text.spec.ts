import type { ModelEvent, StoredModel } from "@gridwatch/contracts";
import { historyText, listText, modelText, uploadedText } from "./registry-text.js";

const PUMP: StoredModel = {
  name: "pump",
  version: "1.0.0",
  hash: "abcdef0123456789".repeat(4),
  kind: "anomaly",
  format: "onnx",
  features: ["Current", "Pressure"],
  window: 20,
  stepMs: 1_000,
  metrics: { heldOutRmse: 0.31 },
  author: "Ada",
  licence: "MIT",
  bytes: 12_345,
  uploadedAt: Date.UTC(2026, 0, 31, 12),
};
const ALIAS = { name: "pump", version: "1.0.0", hash: PUMP.hash };

const EVENT: ModelEvent = {
  v: 1,
  at: Date.UTC(2026, 0, 31, 12),
  action: "activate",
  kind: "anomaly",
  model: "pump@1.0.0",
  by: "Ada",
  reason: "finds sags a minute sooner",
  outcome: "done",
  detail: "",
};

it("says what each gate saw, and what to do next", () => {
  const text = uploadedText({
    model: PUMP,
    gates: [
      { gate: "loads", passed: true, detail: "on onnx", figures: {} },
      { gate: "golden", passed: true, detail: "off by 0.00001", figures: { difference: 0.00001, tolerance: 0.001 } },
    ],
  });
  expect(text).toMatch(/^loads +passed +on onnx$/m);
  expect(text).toMatch(/^golden +passed +off by 0.00001 +difference 0.00001, tolerance 0.001$/m);
  expect(text).toContain("The platform has pump@1.0.0 (anomaly, abcdef012345…).");
  expect(text).toContain("npm run model -- activate pump@1.0.0 --reason …");
});

it("lists models with what they are in use as", () => {
  const newer = { ...PUMP, version: "1.1.0" };
  const text = listText({ models: [PUMP, newer], aliases: { "anomaly.champion": ALIAS } });
  expect(text).toMatch(/^pump@1.0.0 +anomaly +champion +Current, Pressure +2026-01-31T12:00:00.000Z +Ada$/m);
  expect(text).toMatch(/^pump@1.1.0 +anomaly +– +/m);
  expect(listText({ models: [], aliases: {} })).toBe("no models\n");
});

it("shows one model in full", () => {
  const text = modelText(PUMP, { "anomaly.champion": ALIAS, "anomaly.shadow": ALIAS });
  expect(text).toMatch(/^in use as +champion, shadow$/m);
  expect(text).toMatch(/^window +20 steps of 1000 ms$/m);
  expect(text).toMatch(/^measured +heldOutRmse 0.31$/m);
  expect(text).toContain(PUMP.hash);
  expect(modelText({ ...PUMP, metrics: {} }, {})).toMatch(/^measured +–$/m);
});

it("tells what was done, by whom and why, within the terminal's width", () => {
  const refused: ModelEvent = {
    ...EVENT,
    action: "upload",
    kind: undefined,
    model: "",
    outcome: "refused",
    detail: "x",
  };
  const text = historyText([EVENT, refused]);
  expect(text).toMatch(
    /^2026-01-31T12:00:00.000Z +activate +done +pump@1.0.0 +anomaly +Ada +finds sags a minute sooner$/m,
  );
  expect(text).toMatch(/^\S+ +upload +refused +– +– +Ada +finds .* +x$/m);
  for (const line of historyText([EVENT], 40).split("\n")) expect(line.length).toBeLessThanOrEqual(40);
  expect(historyText([])).toBe("nothing was done with models yet\n");
});

it("lets nothing reach the terminal that it would obey", () => {
  const evil = "\u001b[2J\nfake line\u202e";
  const texts = [
    listText({ models: [{ ...PUMP, author: evil, features: [evil] }], aliases: {} }),
    modelText({ ...PUMP, author: evil, licence: evil }, {}),
    historyText([{ ...EVENT, by: evil, reason: evil, detail: evil, model: evil }]),
    uploadedText({ model: PUMP, gates: [{ gate: "loads", passed: true, detail: evil, figures: {} }] }),
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey it
  for (const text of texts) expect(text).not.toMatch(/\u001b|\u202e|^fake/m);
});
