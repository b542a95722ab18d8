import { JetStreamServer } from "@gridwatch/backbone";
import { runService } from "@gridwatch/service-kit";
import { AppModule } from "./app.module.js";
import { StorageConfig } from "./config.js";

await runService({ name: "storage", config: StorageConfig, module: AppModule, transports: [JetStreamServer] });
