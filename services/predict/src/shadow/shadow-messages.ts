import type { ModelAlias, ModelComparison } from "@gridwatch/contracts";
import type { LoadedModel, ModelPackage } from "@gridwatch/models";
import type { ScorerLimits } from "../scoring/shard-scorer.js";
import type { Compared } from "./comparison.js";

/** What the service tells the process in which the shadow scores. Bytes are those of messages of the backbone. */
export type ToShadow =
  | { kind: "begin"; pkg: ModelPackage; limits: ScorerLimits }
  | { kind: "readings"; shard: number; bytes: Uint8Array }
  | { kind: "insights"; bytes: Uint8Array }
  | { kind: "forget"; shard: number };

/** What it has found so far, since champion and shadow have been what they are. */
export interface ShadowFindings extends Compared, Pick<ModelComparison, "since"> {
  /** Nobody before the champion's first insight. */
  champion: Pick<ModelAlias, "name" | "version"> | undefined;
  windows: number;
  seconds: number;
}

/** What that process tells the service. */
export type FromShadow =
  | { kind: "begun"; engine: LoadedModel["engine"] }
  | { kind: "failed"; message: string }
  /** So many bytes less are waiting. */
  | { kind: "done"; bytes: number }
  | { kind: "findings"; findings: ShadowFindings };
