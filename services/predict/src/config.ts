import { fileURLToPath } from "node:url";
import { NatsConfig } from "@gridwatch/backbone";
import { Env, HttpConfig, Section, TracingConfig } from "@gridwatch/service-kit";
import { InfluxConfig } from "@gridwatch/telemetry-store";
import { IsBoolean, IsInt, IsNotEmpty, IsString, Max, Min } from "class-validator";

const MEBIBYTE = 1024 * 1024;

export class PredictConfig {
  @Section()
  http: HttpConfig = new HttpConfig();

  @Section()
  tracing: TracingConfig = new TracingConfig();

  @Section()
  nats: NatsConfig = new NatsConfig();

  @Section()
  influx: InfluxConfig = new InfluxConfig();

  @Env(
    "PREDICT_ALLOW_CHANGES",
    "Whether models can be uploaded, activated and rolled back over REST: only where no stranger reaches it, as there is no log-in",
  )
  @IsBoolean()
  allowChanges: boolean = false;

  @Env("PREDICT_MODELS_DIR", "Folder of the model packages that come with the platform")
  @IsString()
  @IsNotEmpty()
  modelsDir: string = fileURLToPath(new URL("../../../models", import.meta.url));

  @Env(
    "PREDICT_BATCH_WINDOWS",
    "Windows scored by one call of the model at most; 0: 16 on ONNX Runtime and 128 on TensorFlow.js",
  )
  @IsInt()
  @Min(0)
  @Max(4_096)
  batchWindows: number = 0;

  @Env(
    "PREDICT_MAX_UNITS",
    "Units that are watched per shard; readings of further ones are not scored while none of those falls silent",
  )
  @IsInt()
  @Min(1)
  @Max(100_000)
  // A sixteenth of what ingest takes, and some to spare: a hash does not share out evenly.
  maxUnitsPerShard: number = 7_000;

  @Env("PREDICT_KEEP_STATE_EVERY_MS", "How often what was learned of a shard's units is kept for who holds it next")
  @IsInt()
  @Min(1_000)
  @Max(300_000)
  keepStateEveryMs: number = 60_000;

  @Env(
    "PREDICT_SILENT_AFTER_MS",
    "Of a unit that has sent nothing for this long an open anomaly ends, and its place is free for another",
  )
  @IsInt()
  @Min(1_000)
  @Max(86_400_000)
  silentAfterMs: number = 900_000;

  @Env(
    "PREDICT_HAND_OVER_WITHIN_MS",
    "How long a model may take to catch up with the one whose place it takes, on a shard",
  )
  @IsInt()
  @Min(1_000)
  @Max(86_400_000)
  handOverWithinMs: number = 600_000;

  @Env("PREDICT_MAX_PACKAGE_BYTES", "Size of a model package that is uploaded, packed")
  @IsInt()
  @Min(1024)
  @Max(64 * MEBIBYTE)
  maxPackageBytes: number = 8 * MEBIBYTE;

  @Env(
    "PREDICT_MIN_WINDOWS_PER_SECOND",
    "A model that scores fewer windows a second here is refused, however few the units",
  )
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  minWindowsPerSecond: number = 500;
}
