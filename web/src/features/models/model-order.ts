import { aliasKey, type ModelAliasName, type ModelRegistryReport, type StoredModel } from "@gridwatch/contracts";
import { LOCALE } from "../../ui/format.js";

/** `model`, `uploadedAt`, or `metric`: the chosen one of those measured. */
export type VersionSortKey = "model" | "uploadedAt" | "metric";

export interface VersionSort {
  key: VersionSortKey;
  ascending: boolean;
}

/** `1.2.0` before `1.10.0`. */
const byName = new Intl.Collator(LOCALE, { numeric: true });

/** In the order asked for; those without the metric stand last in either direction. */
export function orderVersions(models: readonly StoredModel[], sort: VersionSort, metric: string): StoredModel[] {
  const sign = sort.ascending ? 1 : -1;
  const named = (a: StoredModel, b: StoredModel) =>
    byName.compare(a.name, b.name) || byName.compare(a.version, b.version);
  return [...models].sort((a, b) => {
    if (sort.key === "model") return sign * named(a, b);
    if (sort.key === "uploadedAt") return sign * (a.uploadedAt - b.uploadedAt) || named(a, b);
    const [mine, other] = [a.metrics[metric], b.metrics[metric]];
    if (mine === other) return named(a, b);
    if (mine === undefined) return 1;
    if (other === undefined) return -1;
    return sign * (mine - other);
  });
}

/** What any of them was measured by, in the order in which the newest names them. */
export function metricsOf(models: readonly StoredModel[]): string[] {
  const newestFirst = [...models].sort((a, b) => b.uploadedAt - a.uploadedAt);
  return [...new Set(newestFirst.flatMap(({ metrics }) => Object.keys(metrics)))];
}

/** What the package is in use as. */
export function rolesOf(model: StoredModel, aliases: ModelRegistryReport["aliases"]): ModelAliasName[] {
  return (["champion", "shadow"] as const).filter((alias) => aliases[aliasKey(model.kind, alias)]?.hash === model.hash);
}

/** `heldOutRmse` as `held out rmse`. */
export function metricName(metric: string): string {
  return metric
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
}
