import type { StoredModel } from "@gridwatch/contracts";
import { metricName, metricsOf, orderVersions, rolesOf } from "./model-order.js";

function model(version: string, uploadedAt: number, metrics: Record<string, number>): StoredModel {
  const rest = { format: "onnx", features: [], window: 1, stepMs: 1_000, author: "Ada", licence: "MIT", bytes: 1 };
  return { ...rest, name: "pump", kind: "anomaly", version, hash: version, uploadedAt, metrics };
}

const MODELS = [model("1.10.0", 3, { f1: 0.7 }), model("1.2.0", 1, { f1: 0.9 }), model("1.9.0", 2, { rmse: 0.1 })];

const versions = (key: "model" | "uploadedAt" | "metric", ascending: boolean) =>
  orderVersions(MODELS, { key, ascending }, "f1").map(({ version }) => version);

it("orders versions by name with their numbers read as numbers, and by upload", () => {
  expect(versions("model", true)).toEqual(["1.2.0", "1.9.0", "1.10.0"]);
  expect(versions("uploadedAt", false)).toEqual(["1.10.0", "1.9.0", "1.2.0"]);
});

it("orders versions by a metric, those without it last in both directions", () => {
  expect(versions("metric", true)).toEqual(["1.10.0", "1.2.0", "1.9.0"]);
  expect(versions("metric", false)).toEqual(["1.2.0", "1.10.0", "1.9.0"]);
});

it("names what any version was measured by, as the newest orders it", () => {
  expect(metricsOf(MODELS)).toEqual(["f1", "rmse"]);
  expect(metricName("heldOutRmseOfNoChange")).toBe("held out rmse of no change");
});

it("says what a package is in use as, by its bytes and not by its name", () => {
  const [first, second] = MODELS as [StoredModel, StoredModel];
  const aliases = { "anomaly.champion": first, "anomaly.shadow": { ...second, hash: "other" } };
  expect(rolesOf(first, aliases)).toEqual(["champion"]);
  expect(rolesOf(second, aliases)).toEqual([]);
});
