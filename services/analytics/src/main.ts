import { runService } from "@gridwatch/service-kit";
import { analyticsService } from "./service.js";

await runService(analyticsService);
