import { LOGGER, type Logger, Readiness, Stopping } from "@gridwatch/service-kit";
import type { NatsConnection } from "@nats-io/transport-node";
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit, Optional } from "@nestjs/common";
import { retry } from "./backoff.js";
import { type Backbone, connectBackbone } from "./connect.js";
import { BACKBONE_IS_OPTIONAL, NatsConfig } from "./nats.config.js";

export type { Backbone } from "./connect.js";

/**
 * The service's one connection to NATS. It is tried for as long as it takes, and again whenever it breaks;
 * until then the service is up but not ready.
 */
@Injectable()
export class BackboneConnection implements OnModuleInit, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private opened: Promise<Backbone> | undefined;
  private backbone: Backbone | undefined;
  private problem: string | undefined = "not connected yet";

  constructor(
    @Inject(NatsConfig) private readonly config: NatsConfig,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
    @Optional() @Inject(BACKBONE_IS_OPTIONAL) private readonly isOptional: boolean = false,
    @Optional() @Inject(Stopping) private readonly shutdown: Stopping = new Stopping(),
  ) {}

  onModuleInit(): void {
    this.readiness.register("nats", () => this.problem, { needed: !this.isOptional });
    this.opened = this.open();
    // Whoever waits for it hears of the failure; if nobody does, it is no crash.
    this.opened.catch(() => {});
    // Hooks wait for tasks that wait for this: while it has never been there, until the time for stopping is over.
    this.shutdown.signal.addEventListener("abort", () => {
      if (this.backbone === undefined) this.stopping.abort();
    });
  }

  /** Resolves once NATS has been reached for the first time. @throws AbortError when the service stops before. */
  ready(): Promise<Backbone> {
    if (this.opened === undefined) throw new Error("the module is not initialised yet");
    return this.opened;
  }

  get connected(): boolean {
    return this.problem === undefined;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    // A connection that is down cannot be drained: what it still held is resent by whoever sent it.
    if (this.connected) await this.backbone?.nc.drain();
    else await this.backbone?.nc.close();
  }

  private async open(): Promise<Backbone> {
    const backbone = await retry(() => connectBackbone(this.config), {
      firstMs: 250,
      longestMs: 5_000,
      signal: this.stopping.signal,
      onFailure: (error, attempt) => {
        this.problem = `unreachable: ${(error as Error).message}`;
        if (attempt === 1) this.logger.warn({ err: error, servers: this.config.url }, "waiting for NATS");
      },
    });
    const { nc } = backbone;
    this.backbone = backbone;
    this.problem = undefined;
    this.logger.info(
      { server: nc.getServer(), version: nc.info?.version, cluster: nc.info?.cluster },
      "connected to NATS",
    );
    void this.watch(nc);
    return backbone;
  }

  private async watch(nc: NatsConnection): Promise<void> {
    for await (const status of nc.status()) {
      if (status.type === "disconnect") {
        this.problem = "disconnected";
        this.logger.warn({ server: status.server }, "lost NATS");
      } else if (status.type === "reconnect") {
        this.problem = undefined;
        this.logger.info({ server: status.server }, "reconnected to NATS");
      } else if (status.type === "error") {
        this.logger.warn({ err: status.error }, "NATS reports an error");
      }
    }
    this.problem = "closed";
  }
}
