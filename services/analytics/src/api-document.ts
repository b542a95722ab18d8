import { PROBLEM_SCHEMA } from "@gridwatch/service-kit";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { DocumentBuilder, SwaggerModule } from "@nestjs/swagger";
import { AppModule } from "./app.module.js";

/** The registry of models describes itself: predict serves its document, and the edge has both under one address. */
const DOCUMENTS = [
  { name: "History, units, anomalies, forecasts", url: "/api/docs-json" },
  { name: "Models", url: "/api/v1/models/docs-json" },
];

/** The page on `/api/docs`, the document on `/api/docs-json`. The page has no inline script, as the edge's policy demands. */
export function serveApiDocument(app: NestExpressApplication): void {
  const description = new DocumentBuilder()
    .setTitle("Gridwatch")
    .setDescription(
      "History, units, fleet, anomalies and failure forecasts. The registry of models, /api/v1/models, has a document of its own: [/api/v1/models/docs-json](/api/v1/models/docs-json), which the page /api/docs offers too. Errors are RFC 9457 problem details.",
    )
    .setVersion("1")
    .build();
  description.components = { schemas: { Problem: PROBLEM_SCHEMA } };
  // Without what is for orchestrators and Prometheus, which the edge does not pass on.
  const document = () => SwaggerModule.createDocument(app, description, { include: [AppModule] });
  const page = { customSiteTitle: "Gridwatch API", explorer: true, swaggerOptions: { urls: DOCUMENTS } };
  SwaggerModule.setup("api/docs", app, document, { ...page, raw: ["json"] });
}
