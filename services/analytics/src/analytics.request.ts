import { ANALYTICS_INTERVALS, type AnalyticsInterval, DEVICE_ID_PATTERN } from "@gridwatch/contracts";
import { ApiPropertyOptional } from "@nestjs/swagger";
import { Type } from "class-transformer";
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from "class-validator";

export class AnalyticsRequest {
  @ApiPropertyOptional({
    enum: ANALYTICS_INTERVALS,
    description: "Windows of 5 minutes, 30 minutes, 2 hours, 1 day over the last 1, 7, 30, 365 days",
    default: "daily",
  })
  @IsIn(ANALYTICS_INTERVALS)
  interval: AnalyticsInterval = "daily";

  @ApiPropertyOptional({ type: "integer", minimum: 1, maximum: 365, description: "Another range, in days" })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(365)
  days?: number;

  @ApiPropertyOptional({ pattern: DEVICE_ID_PATTERN.source, description: "One unit instead of all", type: String })
  @IsOptional()
  @Matches(DEVICE_ID_PATTERN)
  device?: string;
}
