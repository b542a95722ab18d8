import { setTimeout as delay } from "node:timers/promises";
import { Leases } from "@gridwatch/backbone";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import { BrokerConnection } from "./broker-connection.js";
import { IngestConfig } from "./config.js";
import { Intake } from "./intake.js";
import { type Member, Members } from "./members.js";
import { adoptedReceiveMaximum, mqttOptions } from "./mqtt-options.js";

/** A session from which nothing comes for this long may be empty; the broker is asked then. */
const QUIET_MS = 1_500;

/**
 * Takes over the sessions of replicas that are gone, which the broker goes on filling with their share of the messages. One
 * replica at a time does so, one session after the other: it connects under the client id, has the broker assign nothing more
 * to the session, takes what waits there, and ends the session.
 */
@Injectable()
export class Adoption implements OnModuleInit, OnModuleDestroy {
  /** Sessions taken over and ended since the start. */
  adopted = 0;
  private readonly stopping = new AbortController();
  private gone: readonly Member[] = [];
  private everybodyIsBack = new AbortController();
  private current: { member: Member; isBack: AbortController } | undefined;
  private connection: BrokerConnection | undefined;
  private earlierReadings = 0;
  private running: Promise<void> | undefined;
  private readonly problems = new Map<string, string>();

  constructor(
    @Inject(IngestConfig) private readonly config: IngestConfig,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(Members) private readonly members: Members,
    @Inject(Leases) private readonly leases: Leases,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Readings that were taken from sessions of others. */
  get readings(): number {
    return this.earlierReadings + (this.connection?.readings ?? 0);
  }

  onModuleInit(): void {
    this.members.onGone = (gone) => this.judge(gone);
  }

  /** What an adopted session still holds stays with the broker, for the next one that adopts it. */
  async onModuleDestroy(): Promise<void> {
    await this.intake.stop();
    this.stopping.abort();
    await this.running;
  }

  private judge(gone: readonly Member[]): void {
    this.gone = gone;
    const { current } = this;
    if (current !== undefined && !gone.some(({ revision }) => revision === current.member.revision)) {
      current.isBack.abort(new Error("it is back"));
    }
    if (gone.length === 0) this.everybodyIsBack.abort();
    else
      this.running ??= this.run().finally(() => {
        this.running = undefined;
      });
  }

  private async run(): Promise<void> {
    this.everybodyIsBack = new AbortController();
    const stop = AbortSignal.any([this.stopping.signal, this.everybodyIsBack.signal]);
    await this.leases.whileHeld("ingest-adoption", stop, async (held) => {
      for (const member of this.gone) {
        if (!held.aborted) await this.adopt(member, held);
      }
    });
  }

  private async adopt(member: Member, held: AbortSignal): Promise<void> {
    const { clientId } = member;
    const isBack = new AbortController();
    this.current = { member, isBack };
    try {
      const signal = AbortSignal.any([held, isBack.signal]);
      if (!(await this.members.isStillGone(member))) return;
      const readings = await this.drain(member, signal);
      this.adopted++;
      this.problems.delete(clientId);
      this.gone = this.gone.filter((other) => other !== member);
      if (this.gone.length === 0) this.everybodyIsBack.abort();
      this.logger.info({ clientId, left: member.left, readings }, "adopted the session of a replica that is gone");
    } catch (error) {
      if (isBack.signal.aborted || !(await this.members.isStillGone(member).catch(() => true))) {
        this.logger.info({ clientId }, "a replica is back; its session is left to it");
      } else if (!held.aborted) {
        this.report(clientId, error as Error);
      }
    } finally {
      this.current = undefined;
    }
  }

  /** Returns how many readings the session held. @throws when it could not be emptied and ended */
  private async drain(member: Member, signal: AbortSignal): Promise<number> {
    const { clientId, filters } = member;
    const receiveMaximum = adoptedReceiveMaximum(this.config);
    const options = mqttOptions(this.config, { clientId, receiveMaximum });
    // mosquitto 2.0.11 goes on with the receive maximum that the session had before, so we count, too.
    const connection = await BrokerConnection.open(this.config.mqtt.url, options, this.intake, signal, receiveMaximum);
    this.connection = connection;
    const leave = () => connection.drop();
    signal.addEventListener("abort", leave);
    try {
      // Before anything else: the broker assigns nothing more to it.
      await connection.unsubscribe(filters);
      await untilEmpty(connection, filters, signal);
      // Whoever is back has announced itself before it connected: what it has now is a session of its own.
      if (!(await this.members.isStillGone(member))) throw new Error("it is back");
      await connection.endSession();
      await this.members.forget(member);
      return connection.readings;
    } finally {
      signal.removeEventListener("abort", leave);
      this.earlierReadings += connection.readings;
      this.connection = undefined;
      connection.drop();
    }
  }

  /** Each problem once. */
  private report(clientId: string, error: Error): void {
    if (this.problems.get(clientId) === error.message) return;
    this.problems.set(clientId, error.message);
    this.logger.warn({ err: error, clientId }, "the session of a replica that is gone cannot be adopted yet");
  }
}

/** Resolves when the session holds nothing more. @throws when the connection breaks, or `signal` aborts */
async function untilEmpty(connection: BrokerConnection, filters: string[], signal: AbortSignal): Promise<void> {
  for (;;) {
    const { messages } = connection;
    await connection.unlessClosed(delay(QUIET_MS, undefined, { signal }));
    if (connection.failed > 0) throw new Error(`${connection.failed} of its messages cannot be put on the backbone`);
    if (connection.held > 0 || connection.messages > messages) continue;
    // The broker answers after everything that our last acknowledgements let it send.
    await connection.unsubscribe(filters);
    if (connection.messages === messages) return;
  }
}
