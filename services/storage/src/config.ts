import { NatsConfig } from "@gridwatch/backbone";
import { Env, HttpConfig, Section, TracingConfig } from "@gridwatch/service-kit";
import { InfluxConfig } from "@gridwatch/telemetry-store";
import { IsInt, Max, Min } from "class-validator";

export class StorageConfig {
  @Section()
  http: HttpConfig = new HttpConfig();

  @Section()
  tracing: TracingConfig = new TracingConfig();

  @Section()
  nats: NatsConfig = new NatsConfig();

  @Section()
  influx: InfluxConfig = new InfluxConfig();

  @Env("STORAGE_BATCH_LINES", "A write is sent when it holds this many lines …")
  @IsInt()
  @Min(1)
  @Max(50_000)
  batchLines: number = 5_000;

  @Env("STORAGE_BATCH_MS", "… or when its first line has waited this long")
  @IsInt()
  @Min(1)
  @Max(5_000)
  batchMs: number = 250;

  @Env("STORAGE_WRITES_IN_FLIGHT", "Writes under way at once")
  @IsInt()
  @Min(1)
  @Max(16)
  writesInFlight: number = 3;

  @Env("STORAGE_STREAM_TAIL_BYTES", "Stored readings that TELEMETRY keeps for replays; at most half of the stream")
  @IsInt()
  @Min(0)
  streamTailBytes: number = 268_435_456;

  @Env("STORAGE_ROLLUP_MS", "How often what new readings touched is rolled up")
  @IsInt()
  @Min(100)
  @Max(60_000)
  rollupMs: number = 5_000;
}
