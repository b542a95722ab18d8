import { IsIn, IsNumber, IsString, Matches, Max, Min } from "class-validator";
import { Env } from "../env-config.js";

/** Names of the variables, and what they mean, are OpenTelemetry's own. */
export class TracingConfig {
  @Env(
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "Where traces go by OTLP over HTTP, such as http://collector:4318; none are made when empty",
  )
  @Matches(/^(https?:\/\/[^\s@?#]+)?$/, { message: "endpoint must be http:// or https://, without credentials" })
  endpoint: string = "";

  @Env("OTEL_SERVICE_NAME", "What the service is called in its traces; its own name when empty")
  @IsString()
  serviceName: string = "";

  @Env(
    "OTEL_TRACES_SAMPLER",
    "Which batches are traced: always_on, always_off or traceidratio, each also as parentbased_…; ingest alone decides, the others follow",
  )
  @IsIn(["always_on", "always_off", "traceidratio"].flatMap((sampler) => [sampler, `parentbased_${sampler}`]))
  sampler: string = "parentbased_traceidratio";

  @Env("OTEL_TRACES_SAMPLER_ARG", "Of traceidratio: how many of all batches, 0 to 1")
  @IsNumber()
  @Min(0)
  @Max(1)
  samplerRatio: number = 0.01;
}
