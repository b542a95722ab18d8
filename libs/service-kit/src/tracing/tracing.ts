import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../logger.js";
import type { ServiceIdentity } from "../service-identity.js";
import type { TracingConfig } from "./tracing.config.js";

/** A collector that does not answer holds a shutdown up for no longer. */
const LAST_SPANS_MS = 2_000;

/** Ends the tracing of this process; never rejects. */
export type StopTracing = () => Promise<void>;

/** Makes traces if it is said where they go; else nothing of OpenTelemetry but its interface is loaded. */
export async function startTracing(
  config: TracingConfig,
  identity: ServiceIdentity,
  logger: Logger,
): Promise<StopTracing> {
  if (config.endpoint === "") return async () => {};
  const { exportTraces } = await import("./trace-export.js");
  const stop = exportTraces(config, identity, logger);
  logger.info({ endpoint: config.endpoint, sampler: config.sampler, ratio: config.samplerRatio }, "traces are made");
  return async () => {
    await Promise.race([stop(), delay(LAST_SPANS_MS)]).catch(() => undefined);
  };
}
