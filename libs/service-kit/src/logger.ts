import type { LoggerService } from "@nestjs/common";
import { type Logger, pino } from "pino";
import { traceOfLog } from "./tracing/trace-headers.js";

export type { Logger } from "pino";

/** Injection token of the service's pino logger. */
export const LOGGER = Symbol("logger");

/** What is logged while something is traced names the trace. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    name: service,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => traceOfLog() ?? {},
    redact: ["password", "token", "*.password", "*.token", "headers.authorization"],
  });
}

/** Nest's own messages through the same logger; its start-up chatter only at debug level. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  error(message: unknown, stackOrContext?: string, context?: string): void {
    this.logger.error(
      { context: context ?? stackOrContext, err: message instanceof Error ? message : undefined },
      String(message),
    );
  }
  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
  fatal(message: unknown, context?: string): void {
    this.logger.fatal({ context }, String(message));
  }
}
