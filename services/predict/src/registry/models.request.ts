import { MODEL_KINDS, type ModelKind } from "@gridwatch/contracts";
import { ApiProperty, ApiPropertyOptional } from "@nestjs/swagger";
import { Transform } from "class-transformer";
import { IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from "class-validator";

/** Names of models, as the manifest's schema has them. */
const NAME = /^[a-z][a-z0-9-]{0,62}$/;
const VERSION = /^\d{1,6}\.\d{1,6}\.\d{1,6}([-+][0-9A-Za-z.+-]{1,64})?$/;

class ByRequest {
  @ApiProperty({ minLength: 1, maxLength: 100, description: "Who says to do it: there is no log-in" })
  @IsString()
  @Length(1, 100)
  by: string = "";
}

class OrderRequest extends ByRequest {
  @ApiProperty({ minLength: 1, maxLength: 500, description: "Kept for ever" })
  @IsString()
  @Length(1, 500)
  reason: string = "";
}

export class PointRequest extends OrderRequest {
  @ApiProperty({ pattern: NAME.source, example: "grid-anomaly" })
  @Matches(NAME, { message: "name must be lower case letters, digits and dashes" })
  name: string = "";

  @ApiProperty({ pattern: VERSION.source, example: "1.0.0" })
  @Matches(VERSION, { message: "version must be a semantic version" })
  version: string = "";
}

export class KindRequest extends OrderRequest {
  @ApiProperty({ enum: MODEL_KINDS })
  @IsIn(MODEL_KINDS)
  kind: ModelKind = "anomaly";
}

export class CompareRequest {
  @ApiPropertyOptional({ enum: MODEL_KINDS, default: "anomaly" })
  @IsOptional()
  @IsIn(MODEL_KINDS)
  kind: ModelKind = "anomaly";
}

/** Nothing is scored by what is uploaded, so it needs no reason. */
export class UploadRequest extends ByRequest {
  @ApiPropertyOptional({ maxLength: 500, default: "", description: "Kept for ever" })
  @IsString()
  @Length(0, 500)
  reason: string = "";
}

export class HistoryRequest {
  @ApiPropertyOptional({ type: "integer", minimum: 1, maximum: 1_000, default: 100 })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => Number(value))
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit: number = 100;
}
