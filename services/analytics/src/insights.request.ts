import {
  ANOMALY_ORDERS,
  type AnomalyOrder,
  DEVICE_ID_PATTERN,
  MAX_ANOMALY_OFFSET,
  METRIC_NAME_PATTERN,
} from "@gridwatch/contracts";
import type { TimeRange } from "@gridwatch/telemetry-store";
import { ApiPropertyOptional, OmitType } from "@nestjs/swagger";
import { Transform, Type } from "class-transformer";
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from "class-validator";
import { HistoryRequest } from "./devices.request.js";
import { toEpochMs } from "./parameters.js";
import { RefusedRequest } from "./refusals.js";

const NOT_A_TIME = { message: "$property must be an ISO 8601 time or epoch milliseconds" };
const TIME = { type: String, example: "2026-01-31T12:00:00Z" };
const LATEST_MS = Date.UTC(2200, 0, 1);
const DAY_MS = 86_400_000;

export class InsightRange {
  @ApiPropertyOptional({ ...TIME, description: "Start: ISO 8601 or epoch milliseconds; a day before `to` if absent" })
  @IsOptional()
  @Transform(toEpochMs)
  @IsInt(NOT_A_TIME)
  @Min(0)
  @Max(LATEST_MS)
  from?: number;

  @ApiPropertyOptional({ ...TIME, description: "End, exclusive: ISO 8601 or epoch milliseconds; now if absent" })
  @IsOptional()
  @Transform(toEpochMs)
  @IsInt(NOT_A_TIME)
  @Min(0)
  @Max(LATEST_MS)
  to?: number;

  @ApiPropertyOptional({ type: "integer", default: 500, maximum: 5_000 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(5_000)
  limit: number = 500;
}

export class DeviceInsightsRequest extends InsightRange {}

/** Range and windows as of a history. */
export class DeviceScoresRequest extends OmitType(HistoryRequest, ["metrics"]) {}

export class AnomaliesRequest extends InsightRange {
  @ApiPropertyOptional({
    enum: ["open", "ended"],
    description:
      "Those that last, of which something was said within the range's last day, or those that are over; all when absent",
  })
  @IsOptional()
  @IsIn(["open", "ended"])
  state?: "open" | "ended";

  @ApiPropertyOptional({ pattern: DEVICE_ID_PATTERN.source, description: "Of this unit alone" })
  @IsOptional()
  @Matches(DEVICE_ID_PATTERN)
  device?: string;

  @ApiPropertyOptional({ example: "out_voltage2", description: "The metric that was strongest at the peak" })
  @IsOptional()
  @Matches(METRIC_NAME_PATTERN)
  signal?: string;

  @ApiPropertyOptional({ example: "grid-anomaly@1.0.0", description: "name@version of the model that found them" })
  @IsOptional()
  @Matches(/^[^@\s]{1,100}@[^@\s]{1,100}$/)
  model?: string;

  @ApiPropertyOptional({ enum: ANOMALY_ORDERS, description: "The last to begin first, or the highest peak" })
  @IsIn(ANOMALY_ORDERS)
  order: AnomalyOrder = "newest";

  @ApiPropertyOptional({ type: "integer", minimum: 0, maximum: MAX_ANOMALY_OFFSET, default: 0 })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(MAX_ANOMALY_OFFSET)
  offset: number = 0;
}

/** The last so many days, one, unless said otherwise. @throws RefusedRequest */
export function rangeOf(request: { from?: number; to?: number }, days = 1): TimeRange {
  const { to = Date.now() + 1, from = to - days * DAY_MS } = request;
  if (from >= to) throw new RefusedRequest("from", "from must be before to");
  return { from, to };
}
