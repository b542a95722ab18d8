import { hostname } from "node:os";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-node";
import type { Logger } from "../logger.js";
import type { ServiceIdentity } from "../service-identity.js";
import type { TracingConfig } from "./tracing.config.js";

/** Spans that wait for a collector that is slow or away; further ones are dropped. */
const MAX_WAITING_SPANS = 2_048;
const EXPORT_TIMEOUT_MS = 5_000;

/** That the collector takes nothing is said at most this often. */
const COMPLAIN_EVERY_MS = 60_000;

/** From now on, spans of this process go to the collector. Returns what sends off the last of them. */
export function exportTraces(config: TracingConfig, identity: ServiceIdentity, logger: Logger): () => Promise<void> {
  complainTo(logger);
  const exporter = new OTLPTraceExporter({
    url: `${config.endpoint.replace(/\/$/, "")}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      "service.name": config.serviceName || identity.name,
      "service.version": identity.version,
      "service.instance.id": `${hostname()}.${process.pid}`,
    }),
    sampler: samplerOf(config),
    spanProcessors: [
      new BatchSpanProcessor(exporter, { maxQueueSize: MAX_WAITING_SPANS, exportTimeoutMillis: EXPORT_TIMEOUT_MS }),
    ],
  });
  provider.register();
  return () => provider.shutdown();
}

function samplerOf({ sampler, samplerRatio }: TracingConfig): Sampler {
  const prefix = "parentbased_";
  if (sampler.startsWith(prefix)) {
    return new ParentBasedSampler({ root: plainSampler(sampler.slice(prefix.length), samplerRatio) });
  }
  return plainSampler(sampler, samplerRatio);
}

function plainSampler(name: string, ratio: number): Sampler {
  if (name === "always_on") return new AlwaysOnSampler();
  return name === "always_off" ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(ratio);
}

function complainTo(logger: Logger): void {
  let complainedAt = Number.NEGATIVE_INFINITY;
  const complain = (message: string): void => {
    if (performance.now() - complainedAt < COMPLAIN_EVERY_MS) return;
    complainedAt = performance.now();
    logger.warn({ problem: message }, "traces are lost; everything else goes on");
  };
  const ignore = (): void => {};
  diag.setLogger(
    { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
