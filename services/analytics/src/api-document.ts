import type { NestExpressApplication } from "@nestjs/platform-express";
import { DocumentBuilder, SwaggerModule } from "@nestjs/swagger";
import { AppModule } from "./app.module.js";

/** The page on `/api/docs`, the document on `/api/docs-json`. The page has no inline script, as the edge's policy demands. */
export function serveApiDocument(app: NestExpressApplication): void {
  const description = new DocumentBuilder()
    .setTitle("Gridwatch")
    .setDescription(
      "History, units, fleet, anomalies and failure forecasts. The registry of models, /api/v1/models, is described by services/predict/README.md. Errors are RFC 9457 problem details.",
    )
    .setVersion("1")
    .build();
  // Without what is for orchestrators and Prometheus, which the edge does not pass on.
  const document = () => SwaggerModule.createDocument(app, description, { include: [AppModule] });
  SwaggerModule.setup("api/docs", app, document, { customSiteTitle: "Gridwatch API", raw: ["json"] });
}
