import type { BrokerAddress, NumberedReadings, Place } from "@gridwatch/testkit";
import mqtt from "mqtt";

const PER_MESSAGE = 100;
const IN_FLIGHT = 200;

/** What units that report once a second kept for some time, published as fast as it is acknowledged: in arrays, in turns of one each. */
export class OutageLoad implements NumberedReadings {
  readonly name = "outage";
  readonly published: number;
  acknowledged = 0;
  private readonly start: number;

  /** @param seconds of each unit, a multiple of 100 */
  constructor(
    private readonly units: number,
    seconds: number,
  ) {
    this.published = units * seconds;
    this.start = Date.now() - seconds * 1_000;
  }

  placeOf(number: number): Place {
    const message = Math.floor(number / PER_MESSAGE);
    const second = Math.floor(message / this.units) * PER_MESSAGE + (number % PER_MESSAGE);
    return { device: `${this.name}-${message % this.units}`, timestamp: this.start + second * 1_000 };
  }

  /** With all that the shipped model looks at, so that it scores. */
  valuesOf(number: number): Record<string, number> {
    const wave = (number % 1_000) / 250;
    return {
      number,
      input_voltage: 238 + wave,
      input_current: 15 + wave,
      out_voltage1: 120.1 + wave,
      out_current1: 5 + wave,
      out_voltage2: 119.7 + wave,
      out_current2: 5.2 + wave,
      out_voltage3: 120.4 + wave,
      out_current3: 4.9 + wave,
    };
  }

  /** Resolves when all is acknowledged. */
  async publish(broker: BrokerAddress): Promise<void> {
    const client = await mqtt.connectAsync(broker.url, { ...broker.credentials("device"), clientId: this.name });
    let next = 0;
    const publishing = Array.from({ length: IN_FLIGHT }, async () => {
      while (next < this.published) {
        const first = next;
        next += PER_MESSAGE;
        const readings = Array.from({ length: PER_MESSAGE }, (_, i) => ({
          ...this.valuesOf(first + i),
          timestamp: this.placeOf(first + i).timestamp,
        }));
        const topic = `sensors/${this.placeOf(first).device}/telemetry`;
        await client.publishAsync(topic, JSON.stringify(readings), { qos: 1 });
        this.acknowledged += PER_MESSAGE;
      }
    });
    await Promise.all(publishing);
    await client.endAsync();
  }
}
