import {
  MODEL_ACTIONS,
  MODEL_KINDS,
  type ModelAction,
  type ModelAlias,
  type ModelEvent,
  type ModelKind,
  type ModelRegistryReport,
  type StoredModel,
} from "@gridwatch/contracts";
import type { GateReport } from "@gridwatch/models";
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from "@nestjs/swagger";

/* What is answered about models, described for the API document. The controllers' types are the contract's own. */

const EPOCH_MS = { type: "integer", example: 1_769_860_800_000, description: "Epoch milliseconds" } as const;
const FIGURES = { type: "object", additionalProperties: { type: "number" } } as const;

export class ModelAliasAnswer implements ModelAlias {
  @ApiProperty({ example: "grid-anomaly" })
  name: string = "";

  @ApiProperty({ example: "1.0.0" })
  version: string = "";

  @ApiProperty({ description: "SHA-256 of the package, hexadecimal" })
  hash: string = "";
}

export class StoredModelAnswer extends ModelAliasAnswer implements StoredModel {
  @ApiProperty({ enum: MODEL_KINDS })
  kind: ModelKind = "anomaly";

  @ApiProperty({ enum: ["onnx", "tfjs-layers"] })
  format: string = "onnx";

  @ApiProperty({ type: [String], description: "Names of the signals, in the model's order" })
  features: string[] = [];

  @ApiProperty({ type: "integer", description: "Steps that the model sees" })
  window: number = 0;

  @ApiProperty({ type: "integer", description: "Length of a step, ms" })
  stepMs: number = 0;

  @ApiProperty({ ...FIGURES, description: "What its maker measured" })
  metrics: Record<string, number> = {};

  @ApiProperty()
  author: string = "";

  @ApiProperty()
  licence: string = "";

  @ApiProperty({ type: "integer", description: "Size of the archive" })
  bytes: number = 0;

  @ApiProperty(EPOCH_MS)
  uploadedAt: number = 0;
}

@ApiExtraModels(ModelAliasAnswer)
export class ModelRegistryAnswer implements ModelRegistryReport {
  @ApiProperty({ type: [StoredModelAnswer] })
  models: StoredModelAnswer[] = [];

  @ApiProperty({
    type: "object",
    additionalProperties: { $ref: getSchemaPath(ModelAliasAnswer) },
    description: "Which package is in use, by `kind.champion` and `kind.shadow`; those that are not set are absent",
  })
  aliases: Record<string, ModelAliasAnswer> = {};

  @ApiProperty({ description: "Whether models can be changed here" })
  changesAllowed: boolean = false;
}

export class GateAnswer implements GateReport {
  @ApiProperty({ example: "golden" })
  gate: string = "";

  @ApiProperty()
  passed: boolean = true;

  @ApiProperty({ description: "What it saw" })
  detail: string = "";

  @ApiProperty({ ...FIGURES, description: "What it measured", example: { difference: 2e-7, tolerance: 1e-3 } })
  figures: Record<string, number> = {};
}

export class UploadedAnswer {
  @ApiProperty({ type: StoredModelAnswer })
  model: StoredModelAnswer = new StoredModelAnswer();

  @ApiProperty({ type: [GateAnswer] })
  gates: GateAnswer[] = [];
}

export class ModelEventAnswer implements ModelEvent {
  @ApiProperty({ type: "integer", enum: [1] })
  v: 1 = 1;

  @ApiProperty(EPOCH_MS)
  at: number = 0;

  @ApiProperty({ enum: MODEL_ACTIONS })
  action: ModelAction = "upload";

  @ApiPropertyOptional({ enum: MODEL_KINDS })
  kind: ModelKind | undefined;

  @ApiProperty({ description: "name@version; empty when the package could not even be read" })
  model: string = "";

  @ApiProperty({ description: "Who says to have done it: there is no log-in" })
  by: string = "";

  @ApiProperty()
  reason: string = "";

  @ApiProperty({ enum: ["done", "refused"] satisfies ModelEvent["outcome"][] })
  outcome: ModelEvent["outcome"] = "done";

  @ApiProperty({ description: "Why it was refused, or what was measured" })
  detail: string = "";
}
