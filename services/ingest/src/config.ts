import { hostname } from "node:os";
import { NatsConfig } from "@gridwatch/backbone";
import { Env, HttpConfig, Section, TracingConfig } from "@gridwatch/service-kit";
import { IsIn, IsInt, IsString, Matches, Max, Min } from "class-validator";
import { BrokerApiConfig } from "./broker-api.config.js";
import { IsMetricAliases, IsPlausibleRanges } from "./config-tables.js";

/** How ingest reaches the broker. */
export class MqttConfig {
  @Env("MQTT_URL", "The broker: mqtt:// or mqtts://")
  @Matches(/^mqtts?:\/\/[^\s@]+$/, { message: "url must be mqtt:// or mqtts://, without credentials" })
  url: string = "mqtt://127.0.0.1:1883";

  @Env("MQTT_USERNAME", "User at the broker")
  @IsString()
  username: string = "";

  @Env("MQTT_PASSWORD", "Password at the broker", { secret: true })
  @IsString()
  password: string = "";

  @Env(
    "MQTT_CLIENT_ID",
    "Stable and unique per replica: the broker keeps the session under it; the host's name when empty",
  )
  @Matches(/^[A-Za-z0-9_-]{0,64}$/, { message: "clientId must be at most 64 of A-Z a-z 0-9 _ -" })
  clientId: string = `ingest-${hostname().replace(/[^A-Za-z0-9_-]/g, "-")}`.slice(0, 64);

  @Env("MQTT_PROTOCOL_VERSION", "5, or 4 for MQTT 3.1.1")
  @IsIn([4, 5])
  protocolVersion: number = 5;

  @Env("MQTT_FILTER", "Topics to take in; what stands before its first wildcard is the prefix of {device}/{word}")
  @Matches(/^([^+#]+\/)?(#|\+\/[+#])$/, { message: "filter must end in #, +/+ or +/# and hold no other wildcard" })
  filter: string = "sensors/#";

  @Env("MQTT_SHARED_GROUP", "Group of the shared subscription, over which replicas share the messages; none when `-`")
  @Matches(/^(-|[^/+#]+)$/, { message: "sharedGroup must be a single topic level, or -" })
  sharedGroup: string = "ingest";

  @Env("MQTT_CA_FILE", "CA certificates for mqtts://")
  @IsString()
  caFile: string = "";

  @Env("MQTT_CERT_FILE", "Client certificate for mqtts://")
  @IsString()
  certFile: string = "";

  @Env("MQTT_KEY_FILE", "Key of the client certificate")
  @IsString()
  keyFile: string = "";

  @Env("MQTT_SESSION_EXPIRY_SECONDS", "How long the broker keeps queueing for a replica that is away (MQTT 5)")
  @IsInt()
  @Min(60)
  @Max(4_294_967_295)
  sessionExpirySeconds: number = 7 * 86_400;
}

export class IngestConfig {
  @Section()
  http: HttpConfig = new HttpConfig();

  @Section()
  tracing: TracingConfig = new TracingConfig();

  @Section()
  nats: NatsConfig = new NatsConfig();

  @Section()
  mqtt: MqttConfig = new MqttConfig();

  @Section()
  brokerApi: BrokerApiConfig = new BrokerApiConfig();

  @Env("TELEMETRY_RETENTION_DAYS", "Readings older than this are refused, since the database would drop them")
  @IsInt()
  @Min(1)
  retentionDays: number = 30;

  @Env("INGEST_MAX_AHEAD_MS", "Readings timed further in the future than this are refused")
  @IsInt()
  @Min(0)
  maxAheadMs: number = 300_000;

  @Env("INGEST_MAX_DEVICES", "Devices known at once; readings of one more go to the dead letters")
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  maxDevices: number = 100_000;

  @Env(
    "INGEST_MAX_NEW_DEVICES_PER_MINUTE",
    "Devices never heard of that may come in one minute; readings of more go to the dead letters",
  )
  @IsInt()
  @Min(1)
  maxNewDevicesPerMinute: number = 10_000;

  @Env("INGEST_BATCH_READINGS", "A batch is published when it holds this many readings …")
  @IsInt()
  @Min(1)
  @Max(20_000)
  batchReadings: number = 1_000;

  @Env(
    "INGEST_BATCH_MS",
    "… or when its first reading has waited this long; twice as long where a fifth of so many came in that time",
  )
  @IsInt()
  @Min(1)
  @Max(1_000)
  batchMs: number = 40;

  @Env("INGEST_MAX_HELD_MESSAGES", "Messages taken from the broker and not yet acknowledged to it")
  @IsInt()
  @Min(1)
  @Max(65_535)
  maxHeldMessages: number = 20_000;

  @Env("INGEST_MAX_HELD_BYTES", "The same in bytes of payload")
  @IsInt()
  @Min(1_048_576)
  maxHeldBytes: number = 33_554_432;

  @Env(
    "INGEST_METRIC_ALIASES",
    'JSON: what the last topic level of a single value means, e.g. {"voltage":"input_voltage"}',
  )
  @IsMetricAliases()
  metricAliases: string = '{"voltage":"input_voltage","current":"input_current"}';

  @Env("INGEST_PLAUSIBLE_RANGES", "JSON: [lowest, highest] per metric; a value outside marks the reading as suspect")
  @IsPlausibleRanges()
  plausibleRanges: string = JSON.stringify({
    input_voltage: [0, 1_000],
    input_current: [0, 5_000],
    out_voltage1: [0, 1_000],
    out_current1: [0, 5_000],
    out_voltage2: [0, 1_000],
    out_current2: [0, 5_000],
    out_voltage3: [0, 1_000],
    out_current3: [0, 5_000],
  });
}
