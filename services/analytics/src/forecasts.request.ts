import { ApiPropertyOptional } from "@nestjs/swagger";
import { Type } from "class-transformer";
import { IsNumber, IsOptional, Max, Min } from "class-validator";
import { InsightRange } from "./insights.request.js";

export class DeviceForecastsRequest extends InsightRange {}

export class FleetForecastsRequest {
  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1,
    description: "Only units with at least this probability of a failure within 48 hours",
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  min48h?: number;
}
