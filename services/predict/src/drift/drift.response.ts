import type { ModelDrift } from "@gridwatch/contracts";
import { ApiProperty } from "@nestjs/swagger";

/* The drift of the champion, described for the API document. */

const PSI = { type: Number, nullable: true, description: "Population stability index" } as const;

class ScoreDriftAnswer {
  @ApiProperty(PSI)
  psi: number | null = null;
}

class InputDriftAnswer {
  @ApiProperty({ example: "input_voltage" })
  feature: string = "";

  @ApiProperty({
    ...PSI,
    description: "null while too few steps were counted, or without a distribution in the package",
  })
  psi: number | null = null;
}

export class ModelDriftAnswer implements ModelDrift {
  @ApiProperty({ example: "grid-anomaly" })
  name: string = "";

  @ApiProperty({ example: "1.0.0" })
  version: string = "";

  @ApiProperty({ type: "integer", description: "Epoch milliseconds: what was counted begins here" })
  since: number = 0;

  @ApiProperty({ type: "integer", description: "Those that it is the sum of" })
  replicas: number = 0;

  @ApiProperty({ type: "integer", description: "Steps that were counted" })
  steps: number = 0;

  @ApiProperty({ type: [InputDriftAnswer], description: "In the model's order" })
  inputs: InputDriftAnswer[] = [];

  @ApiProperty({ type: ScoreDriftAnswer })
  score: ScoreDriftAnswer = new ScoreDriftAnswer();
}
