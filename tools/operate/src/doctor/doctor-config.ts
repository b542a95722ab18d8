import { NatsConfig } from "@gridwatch/backbone";
import { Env, Section } from "@gridwatch/service-kit";
import { InfluxConfig } from "@gridwatch/telemetry-store";
import { IsString, Matches } from "class-validator";

/** How ingest reaches the broker, but for its session. */
class BrokerConfig {
  @Env("MQTT_URL", "The broker: mqtt:// or mqtts://")
  @Matches(/^mqtts?:\/\/[^\s@]+$/, { message: "url must be mqtt:// or mqtts://, without credentials" })
  url: string = "mqtt://127.0.0.1:1883";

  @Env("MQTT_USERNAME", "User at the broker")
  @IsString()
  username: string = "";

  @Env("MQTT_PASSWORD", "Password at the broker", { secret: true })
  @IsString()
  password: string = "";

  @Env("MQTT_CA_FILE", "CA certificates for mqtts://")
  @IsString()
  caFile: string = "";
}

/** The same settings, by the same names, as those of ingest and storage. */
export class DoctorConfig {
  @Section()
  broker: BrokerConfig = new BrokerConfig();

  @Section()
  nats: NatsConfig = new NatsConfig();

  @Section()
  influx: InfluxConfig = new InfluxConfig();
}
