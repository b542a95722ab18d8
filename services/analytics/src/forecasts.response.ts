import {
  type DeviceForecasts,
  type FleetForecasts,
  FORECAST_REASONS,
  type ForecastReason,
  type RiskDriver,
  type StoredForecast,
} from "@gridwatch/contracts";
import { ApiProperty, ApiPropertyOptional } from "@nestjs/swagger";

/* The contract's answers about forecasts, described for the API document. */

export class RiskDriverAnswer implements RiskDriver {
  @ApiProperty({ example: "out_voltage2_min" })
  feature: string = "";

  @ApiProperty({ description: "0..1; those of a forecast sum to 1" })
  share: number = 0;

  @ApiProperty({ description: "At a unit that does not fail, in the feature's own unit" })
  usual: number = 0;

  @ApiProperty({ description: "Of late at this one" })
  observed: number = 0;
}

export class KnownHoursAnswer {
  @ApiProperty({ type: "integer", description: "With readings, among those that the model looks at" })
  known: number = 0;

  @ApiProperty({ type: "integer" })
  needed: number = 0;
}

export class StoredForecastAnswer implements StoredForecast {
  @ApiProperty()
  device: string = "";

  @ApiProperty({ format: "date-time", description: "End of the last hour that was looked at" })
  at: string = "";

  @ApiProperty({ enum: FORECAST_REASONS, description: "OFF: no model is active" })
  reason: ForecastReason = "FORECAST";

  @ApiPropertyOptional({ description: "Probability of a failure, 0..1; absent without enough history" })
  within24h?: number;

  @ApiPropertyOptional()
  within48h?: number;

  @ApiPropertyOptional({ description: "A probability within 48 hours from here on calls for a look at the unit" })
  threshold?: number;

  @ApiPropertyOptional({ type: [RiskDriverAnswer], description: "Strongest first" })
  drivers?: RiskDriverAnswer[];

  @ApiPropertyOptional({ type: KnownHoursAnswer, description: "Absent when it is OFF" })
  hours?: KnownHoursAnswer;

  @ApiPropertyOptional({ description: "name@version; absent when it is OFF" })
  model?: string;
}

export class DeviceForecastsAnswer implements DeviceForecasts {
  @ApiProperty()
  device: string = "";

  @ApiProperty({ type: [StoredForecastAnswer], description: "Newest first" })
  forecasts: StoredForecastAnswer[] = [];
}

export class FleetForecastsAnswer implements FleetForecasts {
  @ApiProperty({
    type: [StoredForecastAnswer],
    description: "The newest of each unit that had one within the last day, the highest risk within 48 hours first",
  })
  forecasts: StoredForecastAnswer[] = [];
}
