import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "@gridwatch/local-stack";

/** A metric, and the names of its labels in order. */
export type Metrics = Record<string, string[]>;

/** The rows of docs/operations.md: `| \`gridwatch_…\` | \`label\`, … | …`. @throws Error for a metric that stands there twice */
export function documentedMetrics(): Metrics {
  const text = readFileSync(join(REPOSITORY_ROOT, "docs/operations.md"), "utf8");
  const metrics: Metrics = {};
  for (const [, name = "", labels = ""] of text.matchAll(/^\| `(gridwatch_\w+)` +\|([^|]*)\|/gm)) {
    if (name in metrics) throw new Error(`docs/operations.md has ${name} twice`);
    metrics[name] = [...labels.matchAll(/`(\w+)`/g)].map(([, label = ""]) => label).sort();
  }
  return metrics;
}

/** What a service says it exports, in the text format of Prometheus; a metric that has no sample yet has no labels here. */
export function exportedMetrics(text: string): Metrics {
  const metrics: Metrics = {};
  for (const [, name = "", kind = ""] of text.matchAll(/^# TYPE (gridwatch_\w+) (\w+)$/gm)) {
    const samples = kind === "histogram" ? `${name}_(?:bucket|sum|count)` : name;
    const labels = new Set<string>();
    for (const [, set = ""] of text.matchAll(new RegExp(`^${samples}\\{(.*)\\} \\S+$`, "gm"))) {
      for (const [, label = ""] of set.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) if (label !== "le") labels.add(label);
    }
    metrics[name] = [...labels].sort();
  }
  return metrics;
}
