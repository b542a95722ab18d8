import { runService } from "@gridwatch/service-kit";
import { serveApiDocument } from "./api-document.js";
import { AppModule } from "./app.module.js";
import { PredictConfig } from "./config.js";

await runService({ name: "predict", config: PredictConfig, module: AppModule, configure: serveApiDocument });
