import type { ModelComparison, ModelDrift, ModelEvent, ModelKind, ModelRegistryReport } from "@gridwatch/contracts";
import { queryOptions } from "@tanstack/react-query";
import { ApiError } from "./api-error.js";
import { getJson } from "./get-json.js";

const PATH = "/api/v1/models";
const REFRESH_MS = 10_000;
const EVENTS = 100;

/** Every question about models begins with this: after a change all are asked anew. */
export const MODELS_KEY = ["models"] as const;

/** Versions and aliases. */
export const modelsQuery = queryOptions({
  queryKey: [...MODELS_KEY, "registry"],
  queryFn: ({ signal }) => getJson(PATH, isRegistryReport, signal),
  refetchInterval: REFRESH_MS,
});

/** Who did what, newest first. */
export const modelHistoryQuery = queryOptions({
  queryKey: [...MODELS_KEY, "history"],
  queryFn: ({ signal }) => getJson(`${PATH}/history?limit=${EVENTS}`, isHistory, signal),
  refetchInterval: REFRESH_MS,
});

/** `null` while no shadow scores beside a champion. */
export function modelComparisonQuery(kind: ModelKind) {
  return queryOptions({
    queryKey: [...MODELS_KEY, "comparison", kind],
    queryFn: ({ signal }) => orNothing(getJson(`${PATH}/compare?kind=${kind}`, isComparison, signal)),
    refetchInterval: REFRESH_MS,
  });
}

/** `null` where nothing is counted. */
export const modelDriftQuery = queryOptions({
  queryKey: [...MODELS_KEY, "drift"],
  queryFn: ({ signal }) => orNothing(getJson(`${PATH}/drift`, isDrift, signal)),
  refetchInterval: 6 * REFRESH_MS,
});

async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

function isRegistryReport(body: unknown): body is ModelRegistryReport {
  const { models, aliases } = (body ?? {}) as Partial<ModelRegistryReport>;
  return (
    typeof aliases === "object" &&
    aliases !== null &&
    Array.isArray(models) &&
    models.every(
      (model) =>
        typeof model?.name === "string" &&
        typeof model.version === "string" &&
        Number.isFinite(model.uploadedAt) &&
        typeof model.metrics === "object" &&
        model.metrics !== null,
    )
  );
}

function isHistory(body: unknown): body is ModelEvent[] {
  return Array.isArray(body) && body.every((event) => Number.isFinite(event?.at) && typeof event.action === "string");
}

function isComparison(body: unknown): body is ModelComparison {
  const { since, champion, shadow, steps, loneAnomalies } = (body ?? {}) as Partial<ModelComparison>;
  return (
    Number.isFinite(since) &&
    Array.isArray(champion?.scores) &&
    Array.isArray(shadow?.scores) &&
    typeof steps === "object" &&
    Array.isArray(loneAnomalies)
  );
}

function isDrift(body: unknown): body is ModelDrift {
  const { since, inputs, score } = (body ?? {}) as Partial<ModelDrift>;
  return Number.isFinite(since) && Array.isArray(inputs) && typeof score === "object" && score !== null;
}
