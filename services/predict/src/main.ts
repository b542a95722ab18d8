import { runService } from "@gridwatch/service-kit";
import { AppModule } from "./app.module.js";
import { PredictConfig } from "./config.js";

await runService({ name: "predict", config: PredictConfig, module: AppModule });
