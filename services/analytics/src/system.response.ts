import type {
  ConsumerStatus,
  RegionStatus,
  ServerStatus,
  ServiceInstance,
  StreamStatus,
  SystemReport,
} from "@gridwatch/contracts";
import { ApiProperty, ApiPropertyOptional } from "@nestjs/swagger";

/* The contract's answer about the platform itself, described for the API document. */

const TIME = { format: "date-time", example: "2026-01-31T12:00:00.000Z" };
const COUNT = { type: "integer" } as const;

class InstanceStatusAnswer implements ServiceInstance {
  @ApiProperty({ type: String, example: "storage" })
  service: string = "";

  @ApiProperty({ type: String, description: "One process from its start to its end" })
  life: string = "";

  @ApiProperty({ type: String, example: "0.1.0" })
  version: string = "";

  @ApiProperty({ type: String, description: "Of Node.js", example: "v24.4.0" })
  runtime: string = "";

  @ApiProperty(TIME)
  startedAt: string = "";

  @ApiPropertyOptional({ ...TIME, type: String, description: "When it said this, by its own clock" })
  at?: string;

  @ApiProperty({ type: Boolean, description: "Whether it can do its main work" })
  ready: boolean = true;

  @ApiProperty({
    type: "object",
    additionalProperties: { type: "string" },
    description: "Per part that it needs: `ok` or what is wrong",
    example: { nats: "ok", influxdb: "unreachable" },
  })
  checks: Record<string, string> = {};

  @ApiPropertyOptional({ type: String, description: "Of ingest: the MQTT broker's", example: "mosquitto 2.0.11" })
  brokerVersion?: string;
}

class ServerStatusAnswer implements ServerStatus {
  @ApiProperty({ type: String, nullable: true, example: "1.8.10" })
  version: string | null = null;

  @ApiProperty({ type: String, nullable: true, description: "null when it answers, else what is wrong" })
  problem: string | null = null;
}

class StreamStatusAnswer implements StreamStatus {
  @ApiProperty({ type: String, example: "TELEMETRY" })
  name: string = "";

  @ApiProperty(COUNT)
  messages: number = 0;

  @ApiProperty(COUNT)
  bytes: number = 0;

  @ApiProperty({ type: "integer", nullable: true, description: "It takes no more than this; null: no limit" })
  maxBytes: number | null = null;

  @ApiProperty({ type: String, ...TIME, nullable: true, description: "When the oldest message it holds came" })
  oldestAt: string | null = null;
}

class ConsumerStatusAnswer implements ConsumerStatus {
  @ApiProperty({ type: String, example: "TELEMETRY" })
  stream: string = "";

  @ApiProperty({ type: String, example: "storage" })
  consumer: string = "";

  @ApiProperty({ ...COUNT, description: "Messages that are not acknowledged yet, those in work included" })
  pending: number = 0;

  @ApiProperty(COUNT)
  inWork: number = 0;

  @ApiProperty({ ...COUNT, description: "Of those in work, delivered more than once" })
  redelivered: number = 0;

  @ApiProperty({ type: Number, nullable: true, description: "Age of the oldest that is not acknowledged, seconds" })
  oldestSeconds: number | null = null;
}

class RegionStatusAnswer implements RegionStatus {
  @ApiProperty({ type: String, example: "north" })
  name: string = "";

  @ApiProperty({ type: String, nullable: true, description: "null when it answers, else what is wrong" })
  problem: string | null = null;

  @ApiProperty({ ...COUNT, description: "Messages that it held when last heard of, not gathered yet" })
  pending: number = 0;
}

class BackboneStatusAnswer extends ServerStatusAnswer {
  @ApiProperty({ type: [StreamStatusAnswer] })
  streams: StreamStatus[] = [];

  @ApiProperty({ type: [ConsumerStatusAnswer] })
  consumers: ConsumerStatus[] = [];

  @ApiPropertyOptional({ type: [RegionStatusAnswer], description: "Of a central platform: whose readings it gathers" })
  regions?: RegionStatus[];
}

export class SystemAnswer implements SystemReport {
  @ApiProperty(TIME)
  at: string = "";

  @ApiProperty({ type: [InstanceStatusAnswer], description: "Every instance that answered, 200 at most" })
  services: ServiceInstance[] = [];

  @ApiPropertyOptional({
    type: ServerStatusAnswer,
    description: "The MQTT broker, as ingest tells of it; a central platform has none",
  })
  broker?: ServerStatusAnswer;

  @ApiProperty({ type: BackboneStatusAnswer })
  backbone: BackboneStatusAnswer = new BackboneStatusAnswer();

  @ApiProperty({ type: ServerStatusAnswer })
  database: ServerStatusAnswer = new ServerStatusAnswer();
}
