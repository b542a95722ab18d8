import { type ModelDrift, modelId, type Stability, stabilityOf } from "@gridwatch/contracts";
import { table, visible } from "@gridwatch/operate";

const MEANINGS: Readonly<Record<Stability, string>> = {
  stable: "as in training",
  shifting: "shifting",
  changed: "changed: retrain",
  unknown: "not known yet",
};

/** How far the champion's inputs and its score have moved away from its training. */
export function driftText({ inputs, score, steps, since, replicas, ...model }: ModelDrift): string {
  const rows = [
    ...inputs.map(({ feature, psi }) => ({ name: visible(feature), psi })),
    { name: "the score", ...score },
  ];
  const of = `${modelId(model)}, ${steps.toLocaleString("en")} steps since ${new Date(since).toISOString()}, ${replicas} replica${replicas === 1 ? "" : "s"}`;
  return `${of}\n\n${table([
    ["input", "index", "meaning"],
    ...rows.map(({ name, psi }) => [name, psi === null ? "–" : psi.toFixed(3), MEANINGS[stabilityOf(psi)]]),
  ])}\n`;
}
