import { PROBLEM_SCHEMA } from "@gridwatch/service-kit";
import type { INestApplication } from "@nestjs/common";
import { DocumentBuilder, SwaggerModule } from "@nestjs/swagger";
import { AppModule } from "./app.module.js";

/** The document on `/api/v1/models/docs-json`, where the edge sends to this service; analytics' page, `/api/docs`, shows it beside its own. */
export function serveApiDocument(app: INestApplication): void {
  const description = new DocumentBuilder()
    .setTitle("Gridwatch models")
    .setDescription(
      "The registry of model packages: upload, activate, compare, drift, history. Changes are off unless PREDICT_ALLOW_CHANGES switches them on. Errors are RFC 9457 problem details.",
    )
    .setVersion("1")
    .build();
  description.components = { schemas: { Problem: PROBLEM_SCHEMA } };
  const document = () => SwaggerModule.createDocument(app, description, { include: [AppModule] });
  SwaggerModule.setup("api/v1/models/docs", app, document, { ui: false, raw: ["json"] });
}
