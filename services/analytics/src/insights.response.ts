import type {
  AnomalyList,
  Contribution,
  DeviceInsights,
  InsightReason,
  StoredAnomaly,
  StoredInsight,
} from "@gridwatch/contracts";
import { ApiProperty, ApiPropertyOptional } from "@nestjs/swagger";

/* The contract's answers about insights, described for the API document. */

const SHARE = "0..1; those of a score sum to 1";

export class ContributionAnswer implements Contribution {
  @ApiProperty()
  signal: string = "";

  @ApiProperty({ description: SHARE })
  share: number = 0;

  @ApiProperty({ description: "In the signal's own unit" })
  expected: number = 0;

  @ApiProperty()
  observed: number = 0;
}

export class StoredInsightAnswer implements StoredInsight {
  @ApiProperty({ format: "date-time", description: "End of the step" })
  at: string = "";

  @ApiProperty({ enum: ["ANOMALY", "NORMAL", "INSUFFICIENT_DATA", "OFF"] })
  reason: InsightReason = "OFF";

  @ApiPropertyOptional({ description: "0..1; absent without enough data" })
  score?: number;

  @ApiPropertyOptional()
  threshold?: number;

  @ApiPropertyOptional({ type: [ContributionAnswer], description: "Strongest first" })
  contributions?: ContributionAnswer[];

  @ApiPropertyOptional({ description: "name@version" })
  model?: string;
}

export class StoredAnomalyAnswer implements StoredAnomaly {
  @ApiProperty()
  id: string = "";

  @ApiProperty()
  device: string = "";

  @ApiProperty({ format: "date-time" })
  start: string = "";

  @ApiProperty({ type: String, format: "date-time", nullable: true, description: "null while it lasts" })
  end: string | null = null;

  @ApiProperty({ format: "date-time" })
  lastAt: string = "";

  @ApiProperty()
  peak: number = 0;

  @ApiProperty({ format: "date-time" })
  peakAt: string = "";

  @ApiProperty({ type: [ContributionAnswer], description: "At the peak, strongest first" })
  contributions: ContributionAnswer[] = [];

  @ApiProperty({ type: String, nullable: true, description: "name@version" })
  model: string | null = null;
}

export class DeviceInsightsAnswer implements DeviceInsights {
  @ApiProperty()
  device: string = "";

  @ApiProperty({ type: [StoredInsightAnswer], description: "Newest first" })
  insights: StoredInsightAnswer[] = [];

  @ApiProperty({
    type: [StoredAnomalyAnswer],
    description: "Those of which a part lies in the range, the last to begin first",
  })
  anomalies: StoredAnomalyAnswer[] = [];
}

export class AnomalyListAnswer implements AnomalyList {
  @ApiProperty({ type: "integer", description: "How many fit in all" })
  total: number = 0;

  @ApiProperty({ type: [StoredAnomalyAnswer] })
  anomalies: StoredAnomalyAnswer[] = [];
}
