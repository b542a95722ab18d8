import type { StreamSpec } from "./streams.js";

/** Object store that holds the model packages, each under the hash of its contents. */
export const MODEL_PACKAGES_STORE = "MODEL_PACKAGES";

export const MODEL_KINDS = ["anomaly", "failure-risk"] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** What a package can be to the service: the one whose scores count, or one that scores beside it unseen. */
export type ModelAliasName = "champion" | "shadow";

/** Kinds of which a package may score in the shadow. A forecast is told once an hour: too rarely to be compared with another. */
export const SHADOWED_KINDS: readonly ModelKind[] = ["anomaly"];

/** What stands under an alias: a package, by what it says of itself and by its bytes. */
export interface ModelAlias {
  name: string;
  version: string;
  /** SHA-256 of the package, hexadecimal. */
  hash: string;
}

/** A package in the registry. */
export interface StoredModel extends ModelAlias {
  kind: ModelKind;
  format: string;
  features: string[];
  window: number;
  /** Milliseconds. */
  stepMs: number;
  /** What its maker measured. */
  metrics: Record<string, number>;
  author: string;
  licence: string;
  /** Size of the archive. */
  bytes: number;
  /** Epoch milliseconds. */
  uploadedAt: number;
}

export function aliasKey(kind: ModelKind, alias: ModelAliasName): string {
  return `${kind}.${alias}`;
}

/** `name@version`, as packages are called everywhere. */
export function modelId({ name, version }: { name: string; version: string }): string {
  return `${name}@${version}`;
}

export const MODEL_ACTIONS = ["upload", "activate", "shadow", "rollback", "deactivate"] as const;
export type ModelAction = (typeof MODEL_ACTIONS)[number];

/** Somebody did something with a model, or tried to. */
export interface ModelEvent {
  v: 1;
  /** Epoch milliseconds. */
  at: number;
  action: ModelAction;
  kind: ModelKind | undefined;
  /** `name@version`; empty when it never came out which: the package could not be read, or there was none to go back to. */
  model: string;
  /** Who says to have done it: there is no log-in. */
  by: string;
  reason: string;
  outcome: "done" | "refused";
  /** Why it was refused, or what was measured. */
  detail: string;
}

export const MODEL_EVENT_SUBJECT = "models.events";

/** Everything that was ever done with models. When it is full it refuses. */
export const MODEL_HISTORY_STREAM: StreamSpec = {
  name: "MODEL_HISTORY",
  subjects: [MODEL_EVENT_SUBJECT],
  discard: "new",
  appendOnly: true,
};

/** Answer of `GET /api/v1/models`. */
export interface ModelRegistryReport {
  models: StoredModel[];
  /** By `aliasKey`; those that are not set are absent. */
  aliases: Record<string, ModelAlias>;
  /** Whether models can be changed here: uploaded, activated, taken out of use. */
  changesAllowed: boolean;
}

/** Over core NATS: every replica of predict that has a shadow answers with its own part of the comparison. */
export const MODEL_COMPARISON_SUBJECT = "models.comparison";

/** Equal parts of 0..1 in which scores are counted. */
export const SCORE_BINS = 20;

/** An anomaly that one of two compared models raised, and the other at none of its steps. */
export interface LoneAnomaly {
  by: ModelAliasName;
  device: string;
  /** Epoch milliseconds. */
  start: number;
  end: number;
  /** Highest score. */
  peak: number;
  /** The one with the largest share at the peak. */
  signal: string | undefined;
}

/** One of two models that are compared. */
export interface ComparedModel {
  name: string;
  version: string;
  /** Scores of the compared steps, counted in `SCORE_BINS` bins. */
  scores: number[];
  /** Anomalies that it alone raised. */
  loneAnomalies: number;
  /** What went through the model, and the time that took. */
  windows: number;
  seconds: number;
}

/** The champion and the shadow on the same steps of the same units. Answer of `GET /api/v1/models/compare`. */
export interface ModelComparison {
  /** Epoch milliseconds: since both have been what they are, on the replica where that is so for the longest. */
  since: number;
  /** Those that it is the sum of. */
  replicas: number;
  champion: ComparedModel;
  shadow: ComparedModel;
  /** Steps that both scored, by what each model's own threshold makes of them; and those that one of them alone scored. */
  steps: { bothNormal: number; bothAbnormal: number; onlyChampion: number; onlyShadow: number; notBoth: number };
  /** Of the steps that both scored, the part of which both say the same; `null` before the first. */
  agreement: number | null;
  /** The newest hundred that have ended, newest first. */
  loneAnomalies: LoneAnomaly[];
  /** Messages that the shadow was not given, since it had too many waiting. */
  shed: number;
}

/** Over core NATS: every replica of predict that has a champion answers with what it has counted of it. */
export const MODEL_DRIFT_SUBJECT = "models.drift";

/**
 * How far what the champion sees, and what it says, has moved away from its training: population stability index, of which
 * below 0.1 is taken for stable and above 0.25 for a change that asks for retraining. Answer of `GET /api/v1/models/drift`.
 */
export interface ModelDrift {
  name: string;
  version: string;
  /** Epoch milliseconds: what was counted begins here. */
  since: number;
  /** Those that it is the sum of. */
  replicas: number;
  /** Steps that were counted. */
  steps: number;
  /** Of the model's features, in its order; `psi` is `null` while too few steps were counted, or when the package says nothing of its training's distribution. */
  inputs: { feature: string; psi: number | null }[];
  score: { psi: number | null };
}

const SHIFTING_FROM_PSI = 0.1;
const CHANGED_ABOVE_PSI = 0.25;

/** What a population stability index says, by the limits that are usual for it; `unknown` where there is none yet. */
export type Stability = "stable" | "shifting" | "changed" | "unknown";

export function stabilityOf(psi: number | null): Stability {
  if (psi === null) return "unknown";
  if (psi > CHANGED_ABOVE_PSI) return "changed";
  return psi >= SHIFTING_FROM_PSI ? "shifting" : "stable";
}
