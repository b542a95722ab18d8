import {
  type PlatformReadiness,
  type ReadinessFinding,
  type UnseenCheck,
  VERDICTS,
  type Verdict,
} from "@gridwatch/contracts";
import { ApiProperty, ApiPropertyOptional } from "@nestjs/swagger";

/* The contract's answer about the platform's readiness, described for the API document. */

class FindingAnswer implements ReadinessFinding {
  @ApiProperty({ type: String, example: "NATS" })
  part: string = "";

  @ApiProperty({ type: String, example: "stream TELEMETRY" })
  check: string = "";

  @ApiProperty({
    enum: VERDICTS,
    description:
      "`warning`: it works, and will not for ever or not for everybody. `unknown`: it could not be looked at",
  })
  verdict: Verdict = "ok";

  @ApiProperty({ type: String, example: "1207 messages, 0.3 MiB of 4096 MiB" })
  says: string = "";

  @ApiPropertyOptional({ type: String, description: "What to do about it, where there is something" })
  todo?: string;

  @ApiProperty({ type: String, description: "The service that looked", example: "analytics" })
  by: string = "";
}

class UnseenCheckAnswer implements UnseenCheck {
  @ApiProperty({ type: String, example: "broker" })
  part: string = "";

  @ApiProperty({ type: String, example: "anonymous" })
  check: string = "";

  @ApiProperty({ type: String, description: "Why it is not looked at here" })
  why: string = "";
}

export class ReadinessAnswer implements PlatformReadiness {
  @ApiProperty({ format: "date-time", example: "2026-01-31T12:00:00.000Z", description: "When it was looked at" })
  at: string = "";

  @ApiProperty({ type: [FindingAnswer] })
  findings: FindingAnswer[] = [];

  @ApiProperty({ type: [UnseenCheckAnswer], description: "What no service may or can look at; `npm run doctor` does" })
  unseen: UnseenCheckAnswer[] = [];
}
