import { Env } from "@gridwatch/service-kit";
import { IsInt, IsString, IsUrl, Matches, Max, Min } from "class-validator";

/** How to reach InfluxDB 1.x, 2.x or 3.x, and how long it keeps what. */
export class InfluxConfig {
  @Env("INFLUX_URL", "Address of InfluxDB, http:// or https://")
  @IsUrl({
    protocols: ["http", "https"],
    require_protocol: true,
    require_valid_protocol: true,
    require_tld: false,
    disallow_auth: true,
    allow_query_components: false,
    allow_fragments: false,
  })
  url: string = "http://127.0.0.1:8086";

  @Env("INFLUX_DATABASE", "Database; on 2.x the part of the bucket's name before /raw")
  @Matches(/^[A-Za-z0-9_-]{1,64}$/)
  database: string = "gridwatch";

  @Env("INFLUX_USERNAME", "User; any on 2.x and 3.x")
  @IsString()
  username: string = "";

  @Env("INFLUX_PASSWORD", "The user's password; on 2.x and 3.x the API token", { secret: true })
  @IsString()
  password: string = "";

  @Env("INFLUX_TIMEOUT_MS", "How long one request may take, answer included")
  @IsInt()
  @Min(100)
  @Max(300_000)
  timeoutMs: number = 10_000;

  @Env("TELEMETRY_RETENTION_DAYS", "How long raw readings are kept")
  @IsInt()
  @Min(1)
  @Max(36_500)
  retentionDays: number = 30;

  @Env("TELEMETRY_MINUTES_RETENTION_DAYS", "How long windows of 1 and 10 minutes are kept; 0 is for ever")
  @IsInt()
  @Min(0)
  @Max(36_500)
  minuteRetentionDays: number = 400;

  @Env("TELEMETRY_HOURS_RETENTION_DAYS", "How long windows of an hour and a day are kept; 0 is for ever")
  @IsInt()
  @Min(0)
  @Max(36_500)
  hourRetentionDays: number = 0;
}
