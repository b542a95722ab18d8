import type { MosquittoHandle } from "@gridwatch/local-stack";
import mqtt, { type MqttClient } from "mqtt";

const UNITS = 20;
const EVERY_MS = 10;
const READINGS_EACH_TIME = 10;

/**
 * A device that never gives up: about a thousand numbered readings a second at QoS 1, each with a time of its own, and
 * what is not acknowledged is sent again after a reconnect.
 */
export class NumberedLoad {
  private readonly start = Date.now() - 3_600_000;
  private timer: NodeJS.Timeout | undefined;
  /** How many readings were published: the numbers from 0 on. */
  published = 0;
  acknowledged = 0;

  private constructor(private readonly client: MqttClient) {}

  static async on(broker: MosquittoHandle): Promise<NumberedLoad> {
    const client = await mqtt.connectAsync(broker.url, {
      ...broker.credentials("device"),
      reconnectPeriod: 200,
      clean: false,
      clientId: "load",
    });
    return new NumberedLoad(client);
  }

  begin(): void {
    this.timer = setInterval(() => {
      for (let i = 0; i < READINGS_EACH_TIME; i++) this.publish(this.published++);
    }, EVERY_MS);
  }

  pause(): void {
    clearInterval(this.timer);
  }

  async end(): Promise<void> {
    this.pause();
    await this.client.endAsync(true);
  }

  /** Where the reading of this number belongs. */
  placeOf(number: number): { device: string; timestamp: number } {
    return { device: `unit-${number % UNITS}`, timestamp: this.start + number };
  }

  private publish(number: number): void {
    const { device, timestamp } = this.placeOf(number);
    const payload = JSON.stringify({ number, timestamp });
    this.client.publish(`sensors/${device}/telemetry`, payload, { qos: 1 }, (error) => {
      if (!error) this.acknowledged++;
    });
  }
}
