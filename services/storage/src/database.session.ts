import { PauseConsuming, RedeliverLater, retry } from "@gridwatch/backbone";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import {
  AccessRefused,
  DatabaseUnavailable,
  DatabaseUnreachable,
  InfluxConnection,
  provision,
  type StoreError,
  TelemetryWriter,
} from "@gridwatch/telemetry-store";
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from "@nestjs/common";

const PROBE_EVERY_MS = 5_000;

/** Knows whether the database takes readings, and brings it there: creates what is missing, asks again while it refuses. */
@Injectable()
export class DatabaseSession implements OnModuleInit, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private problem: string | undefined = "not reached yet";
  private opening: Promise<void> | undefined;
  private probe: NodeJS.Timeout | undefined;

  constructor(
    @Inject(InfluxConnection) private readonly connection: InfluxConnection,
    @Inject(TelemetryWriter) private readonly writer: TelemetryWriter,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.readiness.register("influxdb", () => this.problem);
    this.reopen();
    this.probe = setInterval(() => void this.check(), PROBE_EVERY_MS);
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
    clearInterval(this.probe);
    this.connection.close();
  }

  /**
   * Writes what came with a message.
   *
   * @throws PauseConsuming while the database refuses or gives no answer, RedeliverLater when it answers that it cannot now, or
   *   else what `write` threw
   */
  async write<T>(write: () => Promise<T>): Promise<T> {
    if (this.opening !== undefined) throw new PauseConsuming("the database is not open", this.opening);
    try {
      const result = await write();
      this.reportAvailable();
      return result;
    } catch (error) {
      throw this.consequenceOf(error);
    }
  }

  private reportUnavailable(error: StoreError): void {
    if (this.problem === undefined) this.logger.warn({ err: error }, "InfluxDB is unavailable");
    this.problem = `unavailable: ${error.message}`;
  }

  private reportAvailable(): void {
    if (this.opening !== undefined || this.problem === undefined) return;
    this.problem = undefined;
    this.logger.info("InfluxDB is available again");
  }

  /** What InfluxDB's answer means for the message whose contents were written. */
  private consequenceOf(error: unknown): unknown {
    if (error instanceof DatabaseUnreachable) {
      this.reportUnavailable(error);
      // A stalled server works off everything it was sent when it comes round: it is asked, and not written to, until then.
      return new PauseConsuming("the database does not answer", this.reopen(), { cause: error });
    }
    if (error instanceof DatabaseUnavailable) {
      this.reportUnavailable(error);
      return new RedeliverLater("the database is unavailable", error.retryAfterMs, { cause: error });
    }
    if (error instanceof AccessRefused) {
      return new PauseConsuming("the database refuses us", this.reopen(), { cause: error });
    }
    return error;
  }

  /** The database refuses us, or what we write into is gone. Resolves when it takes readings again. */
  private reopen(): Promise<void> {
    this.opening ??= this.open().finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async open(): Promise<void> {
    await retry(
      async () => {
        const { server, changes, warnings } = await provision(this.connection);
        await this.writer.checkAccess();
        this.problem = undefined;
        for (const warning of warnings) this.logger.warn(warning);
        this.logger.info({ version: server.version, changes }, "InfluxDB takes readings");
      },
      {
        firstMs: 250,
        longestMs: 2_000,
        signal: this.stopping.signal,
        onFailure: (error, attempt) => {
          this.problem = (error as Error).message;
          if (attempt === 1) this.logger.warn({ err: error }, "waiting for InfluxDB");
        },
      },
    ).catch((error) => {
      if (!this.stopping.signal.aborted) throw error;
    });
  }

  private async check(): Promise<void> {
    if (this.opening !== undefined) return;
    try {
      await this.writer.checkAccess();
      this.reportAvailable();
    } catch (error) {
      this.reportUnavailable(error as StoreError);
    }
  }
}
