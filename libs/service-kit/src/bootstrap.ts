import type { AddressInfo } from "node:net";
import type { INestApplication, Type } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { CustomTransportStrategy } from "@nestjs/microservices";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { Registry } from "prom-client";
import { ConfigError, loadConfig } from "./env-config.js";
import type { HttpConfig } from "./http.config.js";
import { httpMetrics } from "./http-metrics.js";
import { createLogger, type Logger, NestLogger } from "./logger.js";
import { ProblemDetailsFilter } from "./problem-details.filter.js";
import { requestValidation } from "./request-validation.pipe.js";
import { ServiceIdentity } from "./service-identity.js";
import { ServiceKitModule } from "./service-kit.module.js";
import { Stopping } from "./stopping.js";
import type { TracingConfig } from "./tracing/tracing.config.js";
import { type StopTracing, startTracing } from "./tracing/tracing.js";

export interface ServiceConfig {
  http: HttpConfig;
  tracing: TracingConfig;
}

export interface ServiceDefinition<C extends ServiceConfig> {
  name: string;
  config: new () => C;
  module: Type;
  /** Transports whose handlers the module's controllers hold; each is a provider of the module. */
  transports?: Type<CustomTransportStrategy>[];
  /** Last touches before the server listens: an API document, a socket adapter. */
  configure?: (app: NestExpressApplication, config: C) => void;
}

/** Runs a service until it is told to stop. The only thing a service's `main.ts` calls. */
export async function runService<C extends ServiceConfig>(service: ServiceDefinition<C>): Promise<void> {
  let config: C;
  try {
    config = loadConfig(service.config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${service.name} cannot start: ${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  const logger = createLogger(service.name, config.http.logLevel);
  process.on("uncaughtException", (error) => {
    logger.fatal({ err: error }, "uncaught exception");
    process.exit(1);
  });
  const stopTracing = await startTracing(config.tracing, new ServiceIdentity(service.name), logger);
  const app = await startService(service, config, logger);
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stopService(app, stopTracing, config.http.shutdownTimeoutMs, logger, signal);
    });
  }
}

/** Starts a service in this process and resolves when its HTTP server listens. */
export async function startService<C extends ServiceConfig>(
  service: ServiceDefinition<C>,
  config: C,
  logger: Logger,
): Promise<NestExpressApplication> {
  const root = {
    module: class Root {},
    imports: [ServiceKitModule.forRoot(config, logger, new ServiceIdentity(service.name)), service.module],
  };
  const app = await NestFactory.create<NestExpressApplication>(root, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.disable("x-powered-by");
  app.use(httpMetrics(app.get(Registry)));
  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new ProblemDetailsFilter(logger));
  for (const transport of service.transports ?? []) {
    app.connectMicroservice({ strategy: app.get(transport) }, { inheritAppConfig: true });
  }
  service.configure?.(app, config);
  // Before the transports, whose connections the modules' hooks open.
  await app.init();
  await app.startAllMicroservices();
  await app.listen(config.http.port, config.http.host);
  const { port } = app.getHttpServer().address() as AddressInfo;
  logger.info({ host: config.http.host, port, node: process.version }, `${service.name} listens`);
  return app;
}

async function stopService(
  app: INestApplication,
  stopTracing: StopTracing,
  timeoutMs: number,
  logger: Logger,
  signal: string,
): Promise<void> {
  logger.info({ signal }, "stopping");
  const deadline = setTimeout(() => {
    logger.error({ timeoutMs }, "what was in flight did not finish in time; leaving it to redelivery");
    process.exit(1);
  }, timeoutMs);
  try {
    app.get(Stopping).begin();
    await app.close();
    clearTimeout(deadline);
    await stopTracing();
    logger.info("stopped");
    process.exit(0);
  } catch (error) {
    logger.error({ err: error }, "stopping failed");
    process.exit(1);
  }
}
