import type {
  DeadLetterCounts,
  DeadLetterItem,
  DeadLetterList,
  DeadLetterOrigin,
  DeadLetterReason,
  ReplayList,
  ReplayRecord,
  ReplayResult,
} from "@gridwatch/contracts";
import { ApiProperty, ApiPropertyOptional } from "@nestjs/swagger";

/* The contract's answers about dead letters, described for the API document. */

export class DeadLetterItemAnswer implements DeadLetterItem {
  @ApiProperty({ type: "integer", description: "Its place in the stream; the higher, the newer" })
  seq: number = 0;

  @ApiProperty({ format: "date-time", description: "When it was refused" })
  at: string = "";

  @ApiProperty({ type: String })
  origin: DeadLetterOrigin = "ingest";

  @ApiProperty({ type: String })
  reason: DeadLetterReason = "empty";

  @ApiProperty()
  detail: string = "";

  @ApiProperty()
  topic: string = "";

  @ApiProperty({ type: "integer", description: "How many readings it stands for" })
  readings: number = 0;

  @ApiProperty({ description: "Text, or base64 where the bytes are not UTF-8" })
  payload: string = "";

  @ApiProperty({ enum: ["utf-8", "base64"] })
  encoding: "utf-8" | "base64" = "utf-8";

  @ApiPropertyOptional({ type: "integer", description: "Bytes of the original, when it had to be cut" })
  truncatedFrom?: number;

  @ApiProperty()
  replayable: boolean = true;

  @ApiPropertyOptional({ type: String, description: "Why it cannot be replayed" })
  notReplayable?: string;
}

export class DeadLetterListAnswer implements DeadLetterList {
  @ApiProperty({ type: [DeadLetterItemAnswer], description: "Newest first" })
  letters: DeadLetterItem[] = [];

  @ApiPropertyOptional({ type: "integer", description: "Ask again with it as `before` for older ones" })
  next?: number;
}

class ReasonCount {
  @ApiProperty()
  origin: string = "";

  @ApiProperty()
  reason: string = "";

  @ApiProperty({ type: "integer", description: "Letters that stand in the stream now" })
  letters: number = 0;

  @ApiPropertyOptional({ type: "integer", description: "Readings in all letters since the ledger began" })
  readingsEver?: number;
}

export class DeadLetterCountsAnswer implements DeadLetterCounts {
  @ApiProperty({ type: [ReasonCount] })
  counts: ReasonCount[] = [];

  @ApiPropertyOptional({ type: String, format: "date-time", description: "Since when the ledger counts" })
  since?: string;

  @ApiProperty({ type: Boolean, description: "Whether letters can be replayed here at all" })
  replayAllowed: boolean = false;
}

class ReplayRecordAnswer implements ReplayRecord {
  @ApiProperty({ format: "date-time" })
  at: string = "";

  @ApiProperty({ type: "integer", description: "How many letters" })
  replayed: number = 0;

  @ApiPropertyOptional({ type: String })
  origin?: DeadLetterOrigin;

  @ApiPropertyOptional({ type: String })
  reason?: DeadLetterReason;

  @ApiPropertyOptional({ type: [Number], description: "The letters that were named, if any were" })
  sequences?: number[];

  @ApiPropertyOptional({ format: "date-time", description: "Of those refused at this time or later" })
  since?: string;

  @ApiPropertyOptional({ type: Boolean, description: "There were more: these were the oldest" })
  more?: true;

  @ApiPropertyOptional()
  by?: string;

  @ApiPropertyOptional()
  why?: string;
}

export class ReplayListAnswer implements ReplayList {
  @ApiProperty({ type: [ReplayRecordAnswer], description: "The last twenty, newest first" })
  replays: ReplayRecord[] = [];
}

class SkippedLetter {
  @ApiProperty({ type: "integer" })
  seq: number = 0;

  @ApiProperty()
  why: string = "";
}

export class ReplayAnswer implements ReplayResult {
  @ApiProperty({ type: "integer", description: "Letters looked at, at most `limit`" })
  matched: number = 0;

  @ApiProperty({ type: "integer", description: "Letters that are taken in again; they vanish as that is done" })
  replayed: number = 0;

  @ApiProperty({ type: [SkippedLetter] })
  skipped: SkippedLetter[] = [];

  @ApiProperty({ description: "There are more than `limit`" })
  more: boolean = false;
}
