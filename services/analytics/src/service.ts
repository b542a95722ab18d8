import type { ServiceDefinition } from "@gridwatch/service-kit";
import { serveApiDocument } from "./api-document.js";
import { AppModule } from "./app.module.js";
import { AnalyticsConfig } from "./config.js";

export const analyticsService: ServiceDefinition<AnalyticsConfig> = {
  name: "analytics",
  config: AnalyticsConfig,
  module: AppModule,
  configure: serveApiDocument,
};
