import { NatsConfig } from "@gridwatch/backbone";
import { Env, HttpConfig, Section, TracingConfig } from "@gridwatch/service-kit";
import { IsInt, Matches, Max, Min } from "class-validator";

const MEBIBYTE = 1024 * 1024;

export class RealtimeConfig {
  @Section()
  http: HttpConfig = new HttpConfig();

  @Section()
  tracing: TracingConfig = new TracingConfig();

  @Section()
  nats: NatsConfig = new NatsConfig();

  @Env("REALTIME_MAX_CLIENTS", "Connections on /socket.io and /ws together; further ones are refused")
  @IsInt()
  @Min(1)
  @Max(100_000)
  maxClients: number = 5_000;

  @Env("REALTIME_MAX_DEVICES", "Units whose newest values are remembered; readings of further ones are only passed on")
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  maxDevices: number = 100_000;

  @Env("REALTIME_MAX_QUEUED_BYTES", "What may wait in memory for one client before it counts as behind")
  @IsInt()
  @Min(64 * 1024)
  @Max(64 * MEBIBYTE)
  maxQueuedBytes: number = MEBIBYTE;

  @Env("REALTIME_STUCK_AFTER_MS", "A client that stays behind for this long is disconnected")
  @IsInt()
  @Min(1_000)
  @Max(600_000)
  stuckAfterMs: number = 30_000;

  @Env(
    "REALTIME_ALLOWED_ORIGINS",
    "Origins besides its own host whose pages may connect, comma-separated: https://grid.example",
  )
  @Matches(/^(https?:\/\/[^\s,/]+(,https?:\/\/[^\s,/]+)*)?$/, {
    message: "allowedOrigins must be origins like https://grid.example, separated by commas",
  })
  allowedOrigins: string = "";
}
