import { type ComparedModel, type LoneAnomaly, type ModelComparison, SCORE_BINS } from "@gridwatch/contracts";
import { ApiProperty, ApiPropertyOptional } from "@nestjs/swagger";

/* The comparison of two models, described for the API document. */

const COUNT = { type: "integer" } as const;
const EPOCH_MS = { type: "integer", description: "Epoch milliseconds" } as const;

export class ComparedModelAnswer implements ComparedModel {
  @ApiProperty({ example: "grid-anomaly" })
  name: string = "";

  @ApiProperty({ example: "1.0.0" })
  version: string = "";

  @ApiProperty({
    type: [Number],
    description: `Scores of the compared steps, counted in ${SCORE_BINS} equal parts of 0..1`,
  })
  scores: number[] = [];

  @ApiProperty({ ...COUNT, description: "Anomalies that it alone raised" })
  loneAnomalies: number = 0;

  @ApiProperty({ ...COUNT, description: "What went through the model" })
  windows: number = 0;

  @ApiProperty({ description: "… and the time that took" })
  seconds: number = 0;
}

export class LoneAnomalyAnswer implements LoneAnomaly {
  @ApiProperty({ enum: ["champion", "shadow"] satisfies LoneAnomaly["by"][] })
  by: LoneAnomaly["by"] = "champion";

  @ApiProperty({ example: "unit-1" })
  device: string = "";

  @ApiProperty(EPOCH_MS)
  start: number = 0;

  @ApiProperty(EPOCH_MS)
  end: number = 0;

  @ApiProperty({ description: "Highest score" })
  peak: number = 0;

  @ApiPropertyOptional({ type: String, description: "The signal with the largest share at the peak" })
  signal: string | undefined;
}

class ComparedSteps {
  @ApiProperty(COUNT)
  bothNormal: number = 0;

  @ApiProperty(COUNT)
  bothAbnormal: number = 0;

  @ApiProperty(COUNT)
  onlyChampion: number = 0;

  @ApiProperty(COUNT)
  onlyShadow: number = 0;

  @ApiProperty({ ...COUNT, description: "Scored by one of them alone" })
  notBoth: number = 0;
}

export class ModelComparisonAnswer implements ModelComparison {
  @ApiProperty({ ...EPOCH_MS, description: "Epoch milliseconds: since both have been what they are" })
  since: number = 0;

  @ApiProperty({ ...COUNT, description: "Those that it is the sum of" })
  replicas: number = 0;

  @ApiProperty({ type: ComparedModelAnswer })
  champion: ComparedModelAnswer = new ComparedModelAnswer();

  @ApiProperty({ type: ComparedModelAnswer })
  shadow: ComparedModelAnswer = new ComparedModelAnswer();

  @ApiProperty({
    type: ComparedSteps,
    description: "Steps that both scored, by what each model's own threshold makes of them",
  })
  steps: ComparedSteps = new ComparedSteps();

  @ApiProperty({
    type: Number,
    nullable: true,
    description: "Of the steps that both scored, the part of which both say the same",
  })
  agreement: number | null = null;

  @ApiProperty({ type: [LoneAnomalyAnswer], description: "The newest hundred that have ended, newest first" })
  loneAnomalies: LoneAnomalyAnswer[] = [];

  @ApiProperty({ ...COUNT, description: "Messages that the shadow was not given, since it had too many waiting" })
  shed: number = 0;
}
