import { InFlight } from "@gridwatch/backbone";
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import type { Intake, MessageSource } from "./intake.js";
import { PacedSocket } from "./paced-socket.js";
import { encodePubacks } from "./puback.js";

/** MQTT 5's reason for closing a connection whose client id another one has connected with. */
const SESSION_TAKEN_OVER = 0x8e;

/** Adds half of it to what a reading waits for its batch (`INGEST_BATCH_MS`). */
const READ_EVERY_MS = 8;

/** Handed to MQTT.js instead of a result: it then neither acknowledges the message nor waits for it. */
const HELD = new Error("the acknowledgement is held until the backbone has the message");

export interface Closing {
  reason: string;
  takenOver: boolean;
}

/**
 * One connection to the broker, on which a session is resumed. No message is acknowledged before the backbone holds it:
 * PUBACKs are written in the order of arrival, a group at a time. What is held when the connection breaks is forgotten,
 * since the broker sends it again on the next one.
 */
export class BrokerConnection implements MessageSource {
  /** Messages received in all. */
  messages = 0;
  /** Readings, and parts that are none, in them. */
  readings = 0;
  /** Messages that could not be put on the backbone: the broker has them until the next connection. */
  failed = 0;
  readonly closed: Promise<Closing>;
  isClosed = false;
  private readonly session: string;
  private readonly number: number;
  private readonly client: MqttClient;
  private readonly inWork: InFlight;
  private problem: Error | undefined;
  private takenOver = false;

  private constructor(
    url: string,
    options: IClientOptions,
    private readonly intake: Intake,
    maxHeld: number,
  ) {
    this.session = options.clientId ?? "";
    this.inWork = new InFlight(maxHeld, Number.POSITIVE_INFINITY);
    this.number = intake.open(this);
    const client = clientOf(url, options);
    this.client = client;
    client.handleMessage = (packet, done) => this.receive(packet, done);
    client.on("error", (error) => {
      this.problem = error;
    });
    client.on("disconnect", ({ reasonCode }) => {
      if (reasonCode === SESSION_TAKEN_OVER) this.takenOver = true;
    });
    this.closed = new Promise((resolve) => {
      client.once("close", () => {
        this.isClosed = true;
        intake.close(this.number);
        const reason = this.takenOver ? "another connection has taken the session over" : this.problem?.message;
        resolve({ reason: reason ?? "disconnected", takenOver: this.takenOver });
      });
    });
  }

  /**
   * @param maxHeld messages taken and not yet safe, at which this connection reads no further, whatever the broker sends
   * @throws when the broker cannot be reached, or refuses
   */
  static async open(
    url: string,
    options: IClientOptions,
    intake: Intake,
    stop: AbortSignal,
    maxHeld = Number.POSITIVE_INFINITY,
  ): Promise<BrokerConnection> {
    stop.throwIfAborted();
    const connection = new BrokerConnection(url, options, intake, maxHeld);
    const giveUp = () => connection.drop();
    stop.addEventListener("abort", giveUp);
    try {
      const connected = new Promise<void>((resolve) => connection.client.once("connect", () => resolve()));
      connection.client.connect();
      await connection.unlessClosed(connected);
      return connection;
    } finally {
      stop.removeEventListener("abort", giveUp);
    }
  }

  /** Messages taken and not yet safe. */
  get held(): number {
    return this.inWork.size;
  }

  /** @throws when the broker refuses it, or the connection closes before the answer */
  async subscribe(filter: string): Promise<void> {
    // Retained messages are copies: without a time of their own they would make a dead unit look alive.
    const [granted] = await this.unlessClosed(this.client.subscribeAsync(filter, { qos: 1, rh: 2 }));
    if (granted !== undefined && granted.qos > 2) throw new Error(`reason ${granted.qos}`);
  }

  /** Resolves when the broker has answered; a filter that was not subscribed to is no error. */
  async unsubscribe(filters: string[]): Promise<void> {
    if (filters.length > 0) await this.unlessClosed(this.client.unsubscribeAsync(filters));
  }

  /** Leaves; the broker keeps the session. */
  async leave(): Promise<void> {
    await this.client.endAsync();
  }

  /** Leaves and has the broker end the session. Does nothing when the connection is closed: the session is another's then. */
  async endSession(): Promise<void> {
    if (this.client.connected) await this.client.endAsync(false, { properties: { sessionExpiryInterval: 0 } });
  }

  /** Breaks the connection without a word; the broker keeps the session. */
  drop(): void {
    this.client.end(true);
    this.client.stream?.destroy();
  }

  onSafe(messageIds: readonly number[]): void {
    this.inWork.remove(0, messageIds.length);
    const wanted = messageIds.filter((id) => id !== 0);
    if (wanted.length > 0 && this.client.connected) this.client.stream.write(encodePubacks(wanted));
  }

  onFailed(messages: number): void {
    this.inWork.remove(0, messages);
    this.failed += messages;
  }

  /** By its packet id, which a message keeps for as long as it is not acknowledged to its session. */
  nameOf(messageId: number): string | undefined {
    return messageId === 0 ? undefined : `${this.session}.${messageId}`;
  }

  private receive({ topic, payload, retain, messageId }: IPublishPacket, done: (error?: Error) => void): void {
    const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
    const readings = this.intake.take(topic, bytes, retain, this.number, messageId ?? 0);
    if (readings !== undefined) {
      this.inWork.add(0);
      this.messages++;
      this.readings += readings;
    }
    if (this.intake.hasRoom && this.inWork.hasRoom) return done(HELD);
    // The parser waits, and with it the socket: the rest stays with the broker.
    void Promise.all([this.intake.room(), this.inWork.room()]).then(() => done(HELD));
  }

  /** @throws when the connection closes before the answer */
  unlessClosed<T>(answer: Promise<T>): Promise<T> {
    const broken = this.closed.then(({ reason }): never => {
      throw new Error(reason, { cause: this.problem });
    });
    return Promise.race([answer, broken]);
  }
}

/** TLS is read as it comes: it hands on what it has deciphered in pieces of 16 kB, of which one a time would be too little. */
function clientOf(url: string, options: IClientOptions): MqttClient {
  const { protocol, hostname, port } = new URL(url);
  // MQTT.js speaks TLS wherever it has a certificate of its own.
  if (protocol !== "mqtt:" || options.cert !== undefined) return mqtt.connect(url, options);
  const host = hostname.replace(/^\[|\]$/g, "");
  return new mqtt.MqttClient(() => new PacedSocket(READ_EVERY_MS).connect(Number(port || 1883), host), options);
}
