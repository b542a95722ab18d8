import { Module, type Type } from "@nestjs/common";
import { ForecastReader } from "./forecast-reader.js";
import { InfluxConfig } from "./influx.config.js";
import { InfluxConnection } from "./influx-connection.js";
import { InsightReader } from "./insight-reader.js";
import { TelemetryReader } from "./telemetry-reader.js";

const READERS: Type[] = [TelemetryReader, InsightReader, ForecastReader];

/** The service's connection to InfluxDB, and what reads through it. Needs `InfluxConfig` among the service's sections. */
@Module({
  providers: [
    {
      provide: InfluxConnection,
      useFactory: (config: InfluxConfig) => new InfluxConnection(config),
      inject: [InfluxConfig],
    },
    ...READERS.map((provide) => ({
      provide,
      useFactory: (connection: InfluxConnection) => new provide(connection),
      inject: [InfluxConnection],
    })),
  ],
  exports: [InfluxConnection, ...READERS],
})
export class TelemetryStoreModule {}
