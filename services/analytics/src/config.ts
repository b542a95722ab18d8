import { NatsConfig } from "@gridwatch/backbone";
import { Env, HttpConfig, Section, TracingConfig } from "@gridwatch/service-kit";
import { InfluxConfig } from "@gridwatch/telemetry-store";
import { IsBoolean, IsInt, IsString, MaxLength, Min } from "class-validator";
import { IsRatings } from "./ratings.js";

/** Some 100,000 units. */
const MAX_RATINGS_LENGTH = 4_194_304;

export class AnalyticsConfig {
  @Section()
  http: HttpConfig = new HttpConfig();

  @Section()
  tracing: TracingConfig = new TracingConfig();

  @Section()
  nats: NatsConfig = new NatsConfig();

  @Section()
  influx: InfluxConfig = new InfluxConfig();

  @Env("ANALYTICS_STALE_AFTER_MS", "A unit without a reading for this long is stale")
  @IsInt()
  @Min(1_000)
  staleAfterMs: number = 30_000;

  @Env(
    "ANALYTICS_RATINGS",
    "What units may carry, as JSON (docs/operations.md), mostly in a file: ANALYTICS_RATINGS_FILE",
  )
  @MaxLength(MAX_RATINGS_LENGTH)
  @IsRatings()
  ratings: string = "{}";

  @Env("ANALYTICS_MAX_VALUES", "How many values (units x windows x metrics) one answer may hold; more is refused")
  @IsInt()
  @Min(10_000)
  maxValues: number = 1_000_000;

  @Env("ANALYTICS_CACHE_BYTES", "Answers that are kept for who asks the same next")
  @IsInt()
  @Min(0)
  cacheBytes: number = 67_108_864;

  @Env(
    "ANALYTICS_ALLOW_REPLAY",
    "Whether dead letters can be replayed over REST: only where no stranger reaches it, as there is no log-in",
  )
  @IsBoolean()
  allowReplay: boolean = false;

  @Env(
    "ANALYTICS_SERVERS_DATA",
    "Folder of the servers' data, where it is on this machine: how full its disk is stands on the readiness page",
  )
  @IsString()
  serversData: string = "";
}
