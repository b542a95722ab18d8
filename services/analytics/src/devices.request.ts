import { DEVICE_ID_PATTERN, isDeviceId, isMetricName, MAX_HISTORY_DEVICES } from "@gridwatch/contracts";
import { ApiProperty, ApiPropertyOptional, OmitType } from "@nestjs/swagger";
import { Transform, Type } from "class-transformer";
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateBy,
} from "class-validator";
import { MAX_METRICS } from "./metric-selection.js";
import { EARLIEST_MS, LATEST_MS, toEpochMs, toList } from "./parameters.js";

export class DevicePath {
  @ApiProperty({ pattern: DEVICE_ID_PATTERN.source, example: "unit-1" })
  @Matches(DEVICE_ID_PATTERN)
  id: string = "";
}

export class DevicesRequest {
  @ApiPropertyOptional({ type: "integer", minimum: 1, maximum: 1_000, default: 100 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit: number = 100;

  @ApiPropertyOptional({ type: "integer", minimum: 0, maximum: 1_000_000, default: 0 })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  offset: number = 0;
}

const NOT_A_TIME = { message: "$property must be an ISO 8601 time or epoch milliseconds, from 2000 to 2200" };
const TIME = { type: String, example: "2026-01-31T12:00:00Z" };

function IsMetricNames(): PropertyDecorator {
  return ValidateBy({
    name: "isMetricNames",
    validator: {
      validate: (value) => Array.isArray(value) && value.every(isMetricName),
      defaultMessage: () => "$property must be a comma-separated list of metrics, each [a-z][a-z0-9_]{0,63}",
    },
  });
}

export class HistoryRequest {
  @ApiPropertyOptional({ ...TIME, description: "Start: ISO 8601 or epoch milliseconds; a day before `to` if absent" })
  @IsOptional()
  @Transform(toEpochMs)
  @IsInt(NOT_A_TIME)
  @Min(EARLIEST_MS, NOT_A_TIME)
  @Max(LATEST_MS, NOT_A_TIME)
  from?: number;

  @ApiPropertyOptional({ ...TIME, description: "End, exclusive: ISO 8601 or epoch milliseconds; now if absent" })
  @IsOptional()
  @Transform(toEpochMs)
  @IsInt(NOT_A_TIME)
  @Min(EARLIEST_MS, NOT_A_TIME)
  @Max(LATEST_MS, NOT_A_TIME)
  to?: number;

  @ApiPropertyOptional({
    type: String,
    example: "input_voltage,input_current",
    description: `Comma-separated, at most ${MAX_METRICS}; all that are reported if absent`,
  })
  @IsOptional()
  @Transform(toList)
  @IsMetricNames()
  @ArrayUnique()
  @ArrayMaxSize(MAX_METRICS)
  metrics?: string[];

  @ApiPropertyOptional({
    type: "integer",
    minimum: 1,
    maximum: 2_000,
    default: 500,
    description: "About how many windows; their width is rounded up, and both ends of the range to whole windows",
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_000)
  points: number = 500;
}

function IsDeviceIds(): PropertyDecorator {
  return ValidateBy({
    name: "isDeviceIds",
    validator: {
      validate: (value) => Array.isArray(value) && value.every(isDeviceId),
      defaultMessage: () => "$property must be a comma-separated list of units, each [A-Za-z0-9_-]{1,64}",
    },
  });
}

/** Range and windows as of one unit's history. */
export class FleetHistoryRequest extends OmitType(HistoryRequest, ["metrics"]) {
  @ApiProperty({
    type: String,
    example: "unit-1,unit-2",
    description: `Comma-separated ids, at most ${MAX_HISTORY_DEVICES}`,
  })
  @Transform(toList)
  @IsDeviceIds()
  @ArrayNotEmpty()
  @ArrayUnique()
  @ArrayMaxSize(MAX_HISTORY_DEVICES)
  devices: string[] = [];

  @ApiProperty({
    type: String,
    example: "out_voltage1,out_voltage2",
    description: `Comma-separated, at most ${MAX_METRICS}`,
  })
  @Transform(toList)
  @IsMetricNames()
  @ArrayNotEmpty()
  @ArrayUnique()
  @ArrayMaxSize(MAX_METRICS)
  metrics: string[] = [];
}
