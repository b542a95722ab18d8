import { type ModelEvent, type ModelRegistryReport, modelId, type StoredModel } from "@gridwatch/contracts";
import { cut, table, visible } from "@gridwatch/operate";
import type { Uploaded } from "./registry-client.js";

export function uploadedText({ model, gates }: Uploaded): string {
  const rows = gates.map(({ gate, passed, detail, figures }) => [
    gate,
    passed ? "passed" : "failed",
    visible(detail),
    Object.entries(figures)
      .map(([name, value]) => `${name} ${value}`)
      .join(", "),
  ]);
  return `${table([["gate", "result", "what it saw", "figures"], ...rows])}

The platform has ${modelId(model)} (${model.kind}, ${model.hash.slice(0, 12)}…). Put it into use: npm run model -- activate ${modelId(model)} --reason …
`;
}

export function listText({ models, aliases }: Pick<ModelRegistryReport, "models" | "aliases">): string {
  if (models.length === 0) return "no models\n";
  const rows = models.map((model) => [
    modelId(model),
    model.kind,
    rolesOf(model, aliases) || "–",
    visible(model.features.join(", ")),
    time(model.uploadedAt),
    visible(model.author),
  ]);
  return `${table([["model", "kind", "in use as", "features", "uploaded", "author"], ...rows])}\n`;
}

export function modelText(model: StoredModel, aliases: ModelRegistryReport["aliases"]): string {
  const metrics = Object.entries(model.metrics).map(([name, value]) => `${name} ${value}`);
  return `${table([
    ["model", modelId(model)],
    ["in use as", rolesOf(model, aliases) || "–"],
    ["kind", model.kind],
    ["format", visible(model.format)],
    ["features", visible(model.features.join(", "))],
    ["window", `${model.window} steps of ${model.stepMs} ms`],
    ["measured", visible(metrics.join(", ")) || "–"],
    ["author", visible(model.author)],
    ["licence", visible(model.licence)],
    ["uploaded", time(model.uploadedAt)],
    ["archive", `${model.bytes} bytes`],
    ["contents", `SHA-256 ${model.hash}`],
  ])}\n`;
}

/** @param width characters in a line, when there is a terminal to fit; --json has what is cut away */
export function historyText(events: readonly ModelEvent[], width = Number.POSITIVE_INFINITY): string {
  if (events.length === 0) return "nothing was done with models yet\n";
  const rows = events.map(({ at, action, outcome, kind, model, by, reason, detail }) => [
    time(at),
    action,
    outcome,
    visible(model) || "–",
    kind ?? "–",
    visible(by),
    visible(reason) || "–",
    visible(detail),
  ]);
  const head = ["at", "what", "outcome", "model", "kind", "by", "reason", "detail"];
  const lines = table([head, ...rows]).split("\n");
  return `${lines.map((line) => cut(line, width)).join("\n")}\n`;
}

/** `champion` of the kind, `shadow`, or nothing. */
function rolesOf({ kind, name, version }: StoredModel, aliases: ModelRegistryReport["aliases"]): string {
  return Object.entries(aliases)
    .filter(([key, alias]) => key.startsWith(`${kind}.`) && alias.name === name && alias.version === version)
    .map(([key]) => key.slice(kind.length + 1))
    .join(", ");
}

function time(at: number): string {
  return new Date(at).toISOString();
}
