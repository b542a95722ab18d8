import { BackbonePublisher, InFlight } from "@gridwatch/backbone";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import mqtt, { type IPublishPacket, type MqttClient } from "mqtt";
import { IngestConfig } from "./config.js";
import { type GroupListener, IngestPipeline, type MessageGroup } from "./ingest-pipeline.js";
import { mqttOptions, subscriptionFilter } from "./mqtt-options.js";
import { pipelineOptions } from "./pipeline-options.js";
import { encodePubacks } from "./puback.js";

/** A message id has 16 bits; above them a token counts the connections, since ids mean nothing on another one. */
const IDS_PER_CONNECTION = 65_536;

const SUBSCRIBE_AGAIN_MS = 5_000;

/** Handed to MQTT.js instead of a result: it then neither acknowledges the message nor waits for it. */
const HELD = new Error("the acknowledgement is held until the backbone has the message");

/**
 * The session at the broker. No message is acknowledged before the backbone holds it: PUBACKs are written in the order
 * of arrival, a group at a time. What is held when a connection breaks is forgotten, since the broker sends it again.
 */
@Injectable()
export class MqttSession implements OnModuleInit, OnModuleDestroy, GroupListener {
  private readonly pipeline: IngestPipeline;
  private readonly held: InFlight;
  private client: MqttClient | undefined;
  private connection = 0;
  private problem: string | undefined = "not connected yet";
  private stopping = false;
  private subscribeAgain: NodeJS.Timeout | undefined;

  constructor(
    @Inject(IngestConfig) private readonly config: IngestConfig,
    @Inject(BackbonePublisher) publisher: BackbonePublisher,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.pipeline = new IngestPipeline(publisher, pipelineOptions(config), this);
    // In MQTT 5 the broker itself stops at the limit (receiveMaximum). The parser must not stop there too, or it would
    // read no answer to its pings and take the connection for dead.
    const beyond = config.mqtt.protocolVersion === 5 ? 1 : 0;
    this.held = new InFlight(config.maxHeldMessages + beyond, config.maxHeldBytes);
  }

  get counts() {
    return this.pipeline.counts;
  }

  get heldReadings(): number {
    return this.pipeline.heldReadings;
  }

  get heldMessages(): number {
    return this.held.size;
  }

  onModuleInit(): void {
    this.readiness.register("broker", () => this.problem);
    const client = mqtt.connect(this.config.mqtt.url, mqttOptions(this.config));
    this.client = client;
    client.handleMessage = (packet, done) => this.receive(packet, done);
    client.on("connect", () => this.subscribe(client));
    client.on("close", () => this.forget());
    client.on("error", (error) => this.report(error.message, error));
    client.connect();
  }

  /** Takes nothing more, finishes and acknowledges what is held, then leaves; the broker keeps the session. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.pipeline.drain();
    await this.client?.endAsync();
  }

  onSafe({ tokens, bytes }: MessageGroup): void {
    this.held.remove(bytes, tokens.length);
    const ids: number[] = [];
    for (const token of tokens) {
      const id = token % IDS_PER_CONNECTION;
      if (id !== 0 && token - id === this.connection * IDS_PER_CONNECTION) ids.push(id);
    }
    if (ids.length > 0 && this.client?.connected) this.client.stream.write(encodePubacks(ids));
  }

  onFailed({ tokens, bytes }: MessageGroup, error: unknown): void {
    this.held.remove(bytes, tokens.length);
    if (!this.stopping) this.logger.error({ err: error, messages: tokens.length }, "messages stay with the broker");
  }

  private receive({ topic, payload, messageId }: IPublishPacket, done: (error?: Error) => void): void {
    // What comes in while stopping stays unacknowledged: the broker delivers it after the next start.
    if (this.stopping) return done(HELD);
    const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
    this.held.add(bytes.length);
    this.pipeline.receive(topic, bytes, this.connection * IDS_PER_CONNECTION + (messageId ?? 0));
    if (this.held.hasRoom) return done(HELD);
    // The parser waits, and with it the socket: the rest stays with the broker.
    void this.held.room().then(() => done(HELD));
  }

  private subscribe(client: MqttClient): void {
    const filter = subscriptionFilter(this.config);
    client.subscribe(filter, { qos: 1 }, (error, granted) => {
      const refused = granted?.find(({ qos }) => qos > 2);
      if (error || refused !== undefined) {
        this.report(`the broker refuses ${filter}: ${error?.message ?? `reason ${refused?.qos}`}`, error);
        // The broker's administrator may allow it meanwhile.
        this.subscribeAgain = setTimeout(() => this.subscribe(client), SUBSCRIBE_AGAIN_MS);
        return;
      }
      this.problem = undefined;
      this.logger.info({ broker: this.config.mqtt.url, filter, clientId: this.config.mqtt.clientId }, "subscribed");
    });
  }

  private forget(): void {
    this.connection += 1;
    clearTimeout(this.subscribeAgain);
    // An error says more, and comes before the close it causes.
    if (this.problem === undefined) this.report("disconnected");
  }

  private report(problem: string, error?: unknown): void {
    if (this.problem === problem || this.stopping) return;
    this.problem = problem;
    this.logger.warn({ err: error, broker: this.config.mqtt.url }, `broker: ${problem}`);
  }
}
