import { setTimeout as delay } from "node:timers/promises";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import { BrokerConnection } from "./broker-connection.js";
import { IngestConfig } from "./config.js";
import { Intake } from "./intake.js";
import { Members } from "./members.js";
import { formerFilters, mqttOptions, subscriptionFilter } from "./mqtt-options.js";

/** Short: until a member of a shared group has subscribed again, mosquitto drops what finds no subscriber (docs/adr/0006). */
const CONNECT_AGAIN_MS = 500;

const SUBSCRIBE_AGAIN_MS = 5_000;

/**
 * This replica's own session at the broker, resumed at each connection. It is announced to the other replicas before it
 * connects, at first and whenever another has taken the session over, so that the one that adopted it lets go.
 */
@Injectable()
export class MqttSession implements OnModuleInit, OnModuleDestroy {
  /** Told whenever the broker has accepted a connection. */
  onConnected: () => void = () => {};
  private readonly stopping = new AbortController();
  private connection: BrokerConnection | undefined;
  private problem: string | undefined = "not connected yet";

  constructor(
    @Inject(IngestConfig) private readonly config: IngestConfig,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(Members) private readonly members: Members,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.readiness.register("broker", () => this.problem);
    void this.run(this.stopping.signal);
  }

  /** Takes nothing more, finishes and acknowledges what is held, then leaves; the broker keeps the session. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.intake.stop();
    await this.connection?.leave();
    await this.members.leave();
  }

  private async run(stop: AbortSignal): Promise<void> {
    const { mqtt, maxHeldMessages } = this.config;
    const filter = subscriptionFilter(this.config);
    await this.intake.ready;
    const joined = await this.members.join(filter).catch(() => undefined);
    const others = formerFilters(this.config, joined).filter((former) => former !== filter);
    let announced = true;
    while (!stop.aborted) {
      try {
        if (!announced) await this.members.announce();
        const options = mqttOptions(this.config, { clientId: mqtt.clientId, receiveMaximum: maxHeldMessages });
        const connection = await BrokerConnection.open(mqtt.url, options, this.intake, stop);
        this.connection = connection;
        void this.subscribe(connection, filter, others, stop);
        this.onConnected();
        const { reason, takenOver } = await connection.closed;
        // MQTT 3.1.1 does not say why a connection is closed.
        announced = !takenOver && mqtt.protocolVersion === 5;
        this.report(reason);
      } catch (error) {
        this.report((error as Error).message, error);
      }
      await delay(CONNECT_AGAIN_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  private async subscribe(
    connection: BrokerConnection,
    filter: string,
    others: string[],
    stop: AbortSignal,
  ): Promise<void> {
    while (!stop.aborted && !connection.isClosed) {
      try {
        await connection.subscribe(filter);
        this.problem = undefined;
        this.logger.info({ broker: this.config.mqtt.url, filter, clientId: this.config.mqtt.clientId }, "subscribed");
        // Only now: a message must find one of them. What finds both comes twice, for the moment between.
        await connection.unsubscribe(others);
        this.members.keepOnly(filter);
        return;
      } catch (error) {
        if (connection.isClosed) return;
        this.report(`the broker refuses ${filter}: ${(error as Error).message}`, error);
      }
      // The broker's administrator may allow it meanwhile.
      await delay(SUBSCRIBE_AGAIN_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  private report(problem: string, error?: unknown): void {
    if (this.problem === problem || this.stopping.signal.aborted) return;
    this.problem = problem;
    this.logger.warn({ err: error, broker: this.config.mqtt.url }, `broker: ${problem}`);
  }
}
