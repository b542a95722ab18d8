import { JetStreamServer } from "@gridwatch/backbone";
import { runService } from "@gridwatch/service-kit";
import { AppModule } from "./app.module.js";
import { IngestConfig } from "./config.js";

await runService({ name: "ingest", config: IngestConfig, module: AppModule, transports: [JetStreamServer] });
