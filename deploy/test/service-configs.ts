import { AnalyticsConfig } from "../../services/analytics/src/config.js";
import { IngestConfig } from "../../services/ingest/src/config.js";
import { PredictConfig } from "../../services/predict/src/config.js";
import { RealtimeConfig } from "../../services/realtime/src/config.js";
import { StorageConfig } from "../../services/storage/src/config.js";
import { DoctorConfig } from "../../tools/operate/src/doctor/doctor-config.js";
import { ServersConfig } from "../../tools/operate/src/servers-config.js";

/** What each of our services reads its environment with. */
export const SERVICE_CONFIGS = {
  ingest: IngestConfig,
  storage: StorageConfig,
  realtime: RealtimeConfig,
  analytics: AnalyticsConfig,
  predict: PredictConfig,
} as const;

/** What the commands for who runs the platform read theirs with. */
export const COMMAND_CONFIGS = { backup: ServersConfig, restore: ServersConfig, doctor: DoctorConfig } as const;

export type ServiceName = keyof typeof SERVICE_CONFIGS;
export const SERVICE_NAMES = Object.keys(SERVICE_CONFIGS) as ServiceName[];
