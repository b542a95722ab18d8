import { Env } from "@gridwatch/service-kit";
import { IsInt, IsOptional, IsString, Matches, Max, Min } from "class-validator";

const MEBIBYTE = 1024 * 1024;

/** Given by `BackboneModule.optional()`: the service is ready without the backbone, which it needs for a part of its work. */
export const BACKBONE_IS_OPTIONAL = Symbol("backbone is optional");

/** Where the backbone is and how large its streams may grow. */
export class NatsConfig {
  @Env("NATS_URL", "Servers of the backbone, comma-separated: nats:// or tls://")
  @Matches(/^((nats|tls):\/\/[^\s,@]+)(,(nats|tls):\/\/[^\s,@]+)*$/, {
    message: "url must be nats:// or tls:// addresses without credentials, separated by commas",
  })
  url: string = "nats://127.0.0.1:4222";

  @Env("NATS_USER", "User at the backbone")
  @IsOptional()
  @IsString()
  user: string = "";

  @Env("NATS_PASSWORD", "Password at the backbone", { secret: true })
  @IsOptional()
  @IsString()
  password: string = "";

  @Env("NATS_CA_FILE", "CA certificates that a tls:// server is checked against; the system's when empty")
  @IsString()
  caFile: string = "";

  @Env("TELEMETRY_MAX_BYTES", "Size of TELEMETRY on disk; when it is full of unstored readings, ingest is refused")
  @IsInt()
  @Min(16 * MEBIBYTE)
  telemetryMaxBytes: number = 4096 * MEBIBYTE;

  @Env(
    "TELEMETRY_REGIONS",
    "JetStream domains of the regions whose TELEMETRY is gathered here, comma-separated; empty where units send their own",
  )
  @Matches(/^([\w-]+(,[\w-]+)*)?$/, { message: "telemetryRegions must be names separated by commas" })
  telemetryRegions: string = "";

  @Env("DEAD_LETTERS_MAX_BYTES", "Size of DEAD_LETTERS on disk; beyond it the oldest go")
  @IsInt()
  @Min(MEBIBYTE)
  deadLettersMaxBytes: number = 512 * MEBIBYTE;

  @Env("INSIGHTS_MAX_BYTES", "Size of INSIGHTS on disk; beyond it the oldest go")
  @IsInt()
  @Min(MEBIBYTE)
  insightsMaxBytes: number = 512 * MEBIBYTE;

  @Env("STREAM_REPLICAS", "Servers that hold a copy of each stream: 1, or 3 on a cluster")
  @IsInt()
  @Min(1)
  @Max(5)
  streamReplicas: number = 1;

  /** Whose readings are gathered here. */
  get regions(): string[] {
    return this.telemetryRegions === "" ? [] : this.telemetryRegions.split(",");
  }

  /** A platform that gathers readings from regions. It has no broker and no ingest. */
  get isCentral(): boolean {
    return this.regions.length > 0;
  }
}
