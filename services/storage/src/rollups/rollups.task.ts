import { BackboneConnection, Leases } from "@gridwatch/backbone";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { InfluxConnection, provision, type RollupState } from "@gridwatch/telemetry-store";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import { Gauge, Registry } from "prom-client";
import { StorageConfig } from "../config.js";
import { RollupTerm } from "./rollup.term.js";

/** Keeps rollups up to date, by one replica of storage at a time. */
@Injectable()
export class RollupsTask implements OnModuleInit, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private state: RollupState | undefined;

  constructor(
    @Inject(Leases) private readonly leases: Leases,
    @Inject(BackboneConnection) private readonly backbone: BackboneConnection,
    @Inject(InfluxConnection) private readonly database: InfluxConnection,
    @Inject(StorageConfig) private readonly config: StorageConfig,
    @Inject(Registry) private readonly registry: Registry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const behindSeconds = () => (this.state === undefined ? undefined : (Date.now() - this.state.rolledUntil) / 1000);
    new Gauge({
      name: "gridwatch_rollup_behind_seconds",
      help: "Age of the newest minute that is rolled up; absent where another replica does it",
      registers: [this.registry],
      collect() {
        // To reset it would make it 0.
        this.remove();
        const seconds = behindSeconds();
        if (seconds !== undefined) this.set(seconds);
      },
    });
    this.running = this.leases.whileHeld("rollup", this.stopping.signal, (held) => this.serve(held));
  }

  /** Ends before the connections that it uses do. Without the backbone there is nothing under way, or to give back. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    if (this.backbone.connected) await this.running;
  }

  private async serve(held: AbortSignal): Promise<void> {
    const term = new RollupTerm(this.database, this.config.rollupMs, this.logger, held, (state) => this.note(state));
    try {
      await term.run(await this.backbone.ready());
    } catch (error) {
      if (!held.aborted) throw error;
    } finally {
      this.state = undefined;
    }
  }

  private note(state: RollupState): void {
    const isFilled = this.state !== undefined && this.state.redoUntil > 0 && state.redoUntil === 0;
    this.state = state;
    if (isFilled) void this.shortenRaw();
  }

  /** Raw readings kept longer than configured, until they were rolled up, may now go. */
  private async shortenRaw(): Promise<void> {
    try {
      const { changes } = await provision(this.database);
      this.logger.info({ changes }, "all raw readings are rolled up");
    } catch (error) {
      this.logger.warn({ err: error }, "the retention of raw readings is looked at again at the next start");
    }
  }
}
