import { type DynamicModule, Module } from "@nestjs/common";
import { collectDefaultMetrics, Registry } from "prom-client";
import { configSections } from "./env-config.js";
import { LOGGER, type Logger } from "./logger.js";
import { OperationsController } from "./operations.controller.js";
import { Readiness } from "./readiness.js";
import { exportReadiness } from "./readiness.metrics.js";
import { ServiceIdentity } from "./service-identity.js";
import { Stopping } from "./stopping.js";

/** Gives every module the service's configuration (and each section of it, by class), identity, logger, readiness and metrics. */
@Module({})
export class ServiceKitModule {
  static forRoot(config: object, logger: Logger, identity: ServiceIdentity): DynamicModule {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const readiness = new Readiness();
    exportReadiness(readiness, registry);
    const configs = [config, ...configSections(config)].map((part) => ({
      provide: part.constructor,
      useValue: part,
    }));
    const providers = [
      ...configs,
      { provide: LOGGER, useValue: logger },
      { provide: ServiceIdentity, useValue: identity },
      { provide: Registry, useValue: registry },
      { provide: Readiness, useValue: readiness },
      { provide: Stopping, useValue: new Stopping() },
    ];
    return {
      module: ServiceKitModule,
      global: true,
      controllers: [OperationsController],
      providers,
      exports: providers,
    };
  }
}
