import { NatsConfig } from "@gridwatch/backbone";
import { Section } from "@gridwatch/service-kit";
import { InfluxConfig } from "@gridwatch/telemetry-store";

/** What a command that asks the servers reads: the same settings, by the same names, as the services. */
export class ServersConfig {
  @Section()
  nats: NatsConfig = new NatsConfig();

  @Section()
  influx: InfluxConfig = new InfluxConfig();
}
