import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { connect, type MqttClient } from "mqtt";

export interface PublisherOptions {
  url: string;
  connections: number;
  username: string | undefined;
  password: string | undefined;
}

/** Readings that wait for the broker's acknowledgement; more are dropped, newest first, so that memory stays bounded. */
const MAX_WAITING = 20_000;
const FINISH_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 5;

/** Publishes with QoS 1 over a few connections, which come back by themselves. */
export class MqttPublisher {
  acknowledged = 0;
  /** Readings given up because the broker was away for too long. */
  dropped = 0;
  private waiting = 0;
  private readonly clients: MqttClient[] = [];

  constructor(
    private readonly options: PublisherOptions,
    private readonly log: (line: string) => void,
  ) {}

  start(): void {
    const session = randomUUID().slice(0, 8);
    for (let index = 0; index < this.options.connections; index++) {
      this.clients.push(this.connect(`simulator-${session}-${index}`));
    }
  }

  /** Sends one message of so many readings; those of one unit share a connection, and so stay in order. */
  publish(unit: number, topic: string, payload: string, readings = 1): void {
    if (this.waiting >= MAX_WAITING) {
      if (this.dropped++ % 1_000 === 0) this.log(`${MAX_WAITING} readings wait for the broker; dropping new ones`);
      return;
    }
    this.waiting++;
    this.clients[unit % this.clients.length]?.publish(topic, payload, { qos: 1 }, (error) => {
      this.waiting--;
      if (error == null) this.acknowledged += readings;
    });
  }

  /** Resolves when fewer than `messages` wait for their acknowledgement, or at the signal. */
  async fewerWaiting(messages: number, signal: AbortSignal): Promise<void> {
    while (this.waiting >= messages && !signal.aborted) await delay(LOOK_EVERY_MS);
  }

  /** Waits a little for what is not acknowledged yet, then says goodbye. */
  async stop(): Promise<void> {
    const finished = Promise.all(this.clients.map((client) => client.endAsync()));
    await Promise.race([finished, delay(FINISH_WITHIN_MS)]);
  }

  private connect(clientId: string): MqttClient {
    const { url, username, password } = this.options;
    const client = connect(url, {
      clientId,
      reconnectPeriod: 1_000,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    });
    let lost = false;
    client.on("connect", () => this.log(lost ? `${clientId} is back` : `${clientId} is connected to ${url}`));
    client.on("error", (error) => this.log(`${clientId}: ${error.message || error.name}`));
    client.on("close", () => {
      if (!lost && !client.disconnecting) this.log(`${clientId} lost its connection; trying again`);
      lost = true;
    });
    return client;
  }
}
