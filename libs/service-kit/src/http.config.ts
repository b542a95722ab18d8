import { IsIn, IsInt, IsString, Max, Min } from "class-validator";
import { Env } from "./env-config.js";

/** What every service reads. */
export class HttpConfig {
  @Env("HTTP_HOST", "Address the HTTP server binds to")
  @IsString()
  host: string = "127.0.0.1";

  @Env("HTTP_PORT", "Port of the HTTP server (API, /health, /metrics); 0 takes a free one")
  @IsInt()
  @Min(0)
  @Max(65_535)
  port: number = 0;

  @Env("LOG_LEVEL", "trace, debug, info, warn, error or fatal")
  @IsIn(["trace", "debug", "info", "warn", "error", "fatal"])
  logLevel: string = "info";

  @Env("SHUTDOWN_TIMEOUT_MS", "How long a shutdown may take to finish what is in flight")
  @IsInt()
  @Min(0)
  shutdownTimeoutMs: number = 15_000;
}
