import type { ModelKind } from "@gridwatch/contracts";
import { Transform } from "class-transformer";
import { IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from "class-validator";

const KINDS: ModelKind[] = ["anomaly", "failure-risk"];

/** Names of models, as the manifest's schema has them. */
const NAME = /^[a-z][a-z0-9-]{0,62}$/;
const VERSION = /^\d{1,6}\.\d{1,6}\.\d{1,6}([-+][0-9A-Za-z.+-]{1,64})?$/;

class OrderRequest {
  @IsString()
  @Length(1, 500)
  reason: string = "";

  /** Who says to do it: there is no log-in. */
  @IsString()
  @Length(1, 100)
  by: string = "";
}

export class PointRequest extends OrderRequest {
  @Matches(NAME, { message: "name must be lower case letters, digits and dashes" })
  name: string = "";

  @Matches(VERSION, { message: "version must be a semantic version" })
  version: string = "";
}

export class KindRequest extends OrderRequest {
  @IsIn(KINDS)
  kind: ModelKind = "anomaly";
}

export class CompareRequest {
  @IsOptional()
  @IsIn(KINDS)
  kind: ModelKind = "anomaly";
}

export class UploadRequest extends OrderRequest {}

export class HistoryRequest {
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => Number(value))
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit: number = 100;
}
