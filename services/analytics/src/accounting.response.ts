import type {
  AccountingCheck,
  AccountingReport,
  AccountingTotals,
  DeadLetterOrigin,
  InstanceAccount,
  ServiceAccount,
} from "@gridwatch/contracts";
import { ApiProperty } from "@nestjs/swagger";

const TIME = { format: "date-time", example: "2026-01-31T12:00:00.000Z" };
const COUNT = { type: "integer" } as const;
const COUNTS = { type: "object", additionalProperties: { type: "integer" } } as const;

class TotalsAnswer implements AccountingTotals {
  @ApiProperty({ ...COUNT, description: "Published, dead-lettered by ingest, or held by it now" })
  received: number = 0;

  @ApiProperty(COUNT)
  published: number = 0;

  @ApiProperty(COUNT)
  stored: number = 0;

  @ApiProperty({ type: "integer", nullable: true, description: "null: too many to be looked at" })
  pending: number | null = null;

  @ApiProperty(COUNT)
  deadLettered: number = 0;

  @ApiProperty({ ...COUNT, description: "Acknowledged to a publisher and not in the stream" })
  lost: number = 0;

  @ApiProperty({ ...COUNT, description: "Stand in the stream twice, and are counted once above" })
  duplicated: number = 0;

  @ApiProperty({ ...COUNT, description: "Values browsers did not get, by the living instances of realtime" })
  skippedByRealtime: number = 0;
}

class DeadLetteredAnswer {
  @ApiProperty({ enum: ["ingest", "storage"] satisfies DeadLetterOrigin[] })
  origin: DeadLetterOrigin = "ingest";

  @ApiProperty({ type: String, example: "malformed_json" })
  reason: string = "";

  @ApiProperty(COUNT)
  readings: number = 0;
}

class InstanceAnswer implements InstanceAccount {
  @ApiProperty({ type: String, example: "storage" })
  service: string = "";

  @ApiProperty({ type: String, description: "One process from its start to its end" })
  life: string = "";

  @ApiProperty(TIME)
  startedAt: string = "";

  @ApiProperty({ ...COUNTS, description: "Readings since its start" })
  counts: Record<string, number> = {};

  @ApiProperty({ ...COUNTS, description: "By stream: readings acknowledged to it" })
  confirmed: Record<string, number> = {};
}

class ServiceAnswer implements ServiceAccount {
  @ApiProperty({ type: String, example: "storage" })
  service: string = "";

  @ApiProperty({ type: [InstanceAnswer], description: "Those that answered" })
  instances: InstanceAccount[] = [];

  @ApiProperty({ ...COUNTS, description: "Those of its living instances, added up" })
  counts: Record<string, number> = {};
}

class CheckAnswer implements AccountingCheck {
  @ApiProperty({ type: String })
  name: string = "";

  @ApiProperty({ type: Boolean, nullable: true, description: "null: it could not be looked at now" })
  agrees: boolean | null = null;

  @ApiProperty({ ...COUNT, description: "Readings by which it is wrong" })
  difference: number = 0;

  @ApiProperty({ type: String })
  explanation: string = "";
}

export class AccountingAnswer implements AccountingReport {
  @ApiProperty(TIME)
  at: string = "";

  @ApiProperty({ ...TIME, description: "When the ledger began: the totals are since then" })
  since: string = "";

  @ApiProperty({ type: Boolean, nullable: true, description: "null: a sum could not be looked at, and none is wrong" })
  agrees: boolean | null = null;

  @ApiProperty({ type: TotalsAnswer })
  totals: TotalsAnswer = new TotalsAnswer();

  @ApiProperty({ type: [DeadLetteredAnswer] })
  deadLetters: DeadLetteredAnswer[] = [];

  @ApiProperty({ ...COUNT, description: "Messages that had gone before they could be counted" })
  unseenMessages: number = 0;

  @ApiProperty({ type: [ServiceAnswer] })
  services: ServiceAnswer[] = [];

  @ApiProperty({ type: [CheckAnswer] })
  checks: CheckAnswer[] = [];
}
