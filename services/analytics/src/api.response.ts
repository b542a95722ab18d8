import {
  ANALYTICS_INTERVALS,
  type AnalyticsInterval,
  type AnalyticsResponse,
  type AnalyticsRow,
  type Device,
  type DeviceHistory,
  type DeviceList,
  type DeviceState,
  type FleetHistory,
  type FleetSummary,
  type HistorySeries,
} from "@gridwatch/contracts";
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath, IntersectionType } from "@nestjs/swagger";

/* The contract's answers, described for the API document. The controllers' types are the contract's own. */

const TIME = { format: "date-time", example: "2026-01-31T12:00:00.000Z" };
const VALUES = {
  type: "object",
  additionalProperties: { type: "number" },
  example: { input_voltage: 231.2, input_current: 14.8 },
} as const;

export class AnalyticsAnswer implements AnalyticsResponse {
  @ApiProperty({ enum: ANALYTICS_INTERVALS })
  interval: AnalyticsInterval = "daily";

  @ApiProperty({
    type: "array",
    items: {
      type: "object",
      required: ["device", "timestamp"],
      properties: { device: { type: "string" }, timestamp: { type: "string", format: "date-time" } },
      additionalProperties: { type: "number" },
      example: { device: "unit-1", timestamp: "2026-01-31T12:00:00.000Z", input_voltage: 231.2, input_current: 14.8 },
    },
  })
  data: AnalyticsRow[] = [];
}

export class DeviceAnswer implements Device {
  @ApiProperty({ example: "unit-1" })
  id: string = "";

  @ApiProperty({ ...TIME, description: "Time of the oldest reading the database holds" })
  firstSeen: string = "";

  @ApiProperty({ ...TIME, description: "Time of the newest reading" })
  lastSeen: string = "";

  @ApiProperty({ enum: ["online", "stale"] satisfies DeviceState[] })
  state: DeviceState = "online";

  @ApiPropertyOptional({
    type: Number,
    description: "Rated apparent power of all output phases together, VA; absent where none is configured",
    example: 7_500,
  })
  ratedVa?: number;

  @ApiProperty({
    ...VALUES,
    description: "Newest value of each metric reported in the last day, V and A where electrical",
  })
  values: Record<string, number> = {};
}

export class DeviceListAnswer implements DeviceList {
  @ApiProperty({ ...TIME, description: "When this was true" })
  at: string = "";

  @ApiProperty({ type: "integer", description: "A unit without a reading for this long is stale", example: 30_000 })
  staleAfterMs: number = 0;

  @ApiProperty({ type: "integer", description: "How many units there are in all" })
  total: number = 0;

  @ApiProperty({ type: [DeviceAnswer], description: "The page asked for, ordered by id" })
  devices: DeviceAnswer[] = [];
}

const COURSE = { type: "array", items: { type: "number", nullable: true } } as const;

export class HistorySeriesAnswer implements HistorySeries {
  @ApiProperty(COURSE)
  min: (number | null)[] = [];

  @ApiProperty(COURSE)
  mean: (number | null)[] = [];

  @ApiProperty(COURSE)
  max: (number | null)[] = [];
}

class HistoryWindows {
  @ApiProperty({ ...TIME, description: "Start of the first window" })
  from: string = "";

  @ApiProperty({ ...TIME, description: "End of the last window, exclusive" })
  to: string = "";

  @ApiProperty({ type: "integer", example: 60_000 })
  windowMs: number = 0;
}

@ApiExtraModels(HistorySeriesAnswer)
class DeviceCourses {
  @ApiProperty({ example: "unit-1" })
  device: string = "";

  @ApiProperty({
    type: "array",
    items: { type: "integer" },
    description: "Start of each window that holds a reading, epoch milliseconds, ascending",
  })
  timestamps: number[] = [];

  @ApiProperty({
    type: "object",
    additionalProperties: { $ref: getSchemaPath(HistorySeriesAnswer) },
    description: "Per metric, one entry per timestamp; null where the window holds no value of it",
  })
  metrics: Record<string, HistorySeries> = {};
}

export class DeviceHistoryAnswer extends IntersectionType(HistoryWindows, DeviceCourses) implements DeviceHistory {}

export class FleetHistoryAnswer extends HistoryWindows implements FleetHistory {
  @ApiProperty({
    type: [DeviceCourses],
    description: "Ordered by id; a unit without a reading in the range, or that there is not, is left out",
  })
  devices: DeviceCourses[] = [];
}

class DeviceCounts {
  @ApiProperty({ type: "integer" })
  total: number = 0;

  @ApiProperty({ type: "integer" })
  online: number = 0;

  @ApiProperty({ type: "integer" })
  stale: number = 0;
}

class FleetTotals {
  @ApiProperty({ type: Number, nullable: true, description: "VA, from the supply side" })
  inputApparentPowerVa: number | null = null;

  @ApiProperty({ type: Number, nullable: true, description: "VA, sum of the three phases" })
  outputApparentPowerVa: number | null = null;
}

export class FleetSummaryAnswer implements FleetSummary {
  @ApiProperty({ ...TIME, description: "When this was true" })
  at: string = "";

  @ApiProperty({ type: DeviceCounts })
  devices: DeviceCounts = new DeviceCounts();

  @ApiProperty({ type: FleetTotals, description: "Over the units online, from their newest values" })
  totals: FleetTotals = new FleetTotals();
}
