import {
  DEAD_LETTER_REASONS,
  type DeadLetterOrigin,
  type DeadLetterReason,
  type ReplayRequest,
} from "@gridwatch/contracts";
import { ApiPropertyOptional } from "@nestjs/swagger";
import { Transform, Type } from "class-transformer";
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from "class-validator";
import { toEpochMs } from "./parameters.js";

const ORIGINS: DeadLetterOrigin[] = ["ingest", "storage"];
const REASONS = Object.keys(DEAD_LETTER_REASONS) as DeadLetterReason[];
const NOT_A_TIME = { message: "$property must be an ISO 8601 time or epoch milliseconds" };
const TIME = { type: String, example: "2026-01-31T12:00:00Z" };

class LetterFilter {
  @ApiPropertyOptional({ enum: ORIGINS })
  @IsOptional()
  @IsIn(ORIGINS)
  origin?: DeadLetterOrigin;

  @ApiPropertyOptional({ enum: REASONS })
  @IsOptional()
  @IsIn(REASONS)
  reason?: DeadLetterReason;

  @ApiPropertyOptional({ ...TIME, description: "Refused at this time or later" })
  @IsOptional()
  @Transform(toEpochMs)
  @IsInt(NOT_A_TIME)
  since?: number;
}

export class DeadLettersRequest extends LetterFilter {
  @ApiPropertyOptional({ ...TIME, description: "Refused before this time" })
  @IsOptional()
  @Transform(toEpochMs)
  @IsInt(NOT_A_TIME)
  until?: number;

  @ApiPropertyOptional({
    type: "integer",
    minimum: 1,
    description: "Only letters below this number: `next` of the page before",
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  before?: number;

  @ApiPropertyOptional({ type: "integer", minimum: 1, maximum: 200, default: 50 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}

export class ReplayOrderRequest extends LetterFilter implements ReplayRequest {
  @ApiPropertyOptional({ type: [Number], description: "These letters and no others" })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(1_000)
  @IsInt({ each: true })
  @Min(1, { each: true })
  sequences?: number[];

  @ApiPropertyOptional({ type: "integer", minimum: 1, maximum: 10_000, default: 1_000 })
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit: number = 1_000;

  @ApiPropertyOptional({ type: Boolean, default: false, description: "Only say what would be done" })
  @IsBoolean()
  dryRun: boolean = false;

  @ApiPropertyOptional({ type: String, maxLength: 100, description: "Who orders it; kept with what was ordered" })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  by?: string;

  @ApiPropertyOptional({ type: String, maxLength: 500, description: "Why; kept likewise" })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  why?: string;
}
