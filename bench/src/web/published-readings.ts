import type { MosquittoHandle } from "@gridwatch/local-stack";
import { connectAsync, type MqttClient } from "mqtt";

export interface PublishedReading {
  /** Epoch milliseconds. */
  at: number;
  values: Readonly<Record<string, number>>;
}

/** The newest reading of each unit as the broker passed it on: what a page has to show in the end. */
export class PublishedReadings {
  readonly newest = new Map<string, PublishedReading>();

  private constructor(private readonly client: MqttClient) {
    client.on("message", (topic, payload) => {
      const { timestamp, ...values } = JSON.parse(payload.toString()) as { timestamp: string } & Record<string, number>;
      this.newest.set(topic.split("/")[1] ?? "", { at: Date.parse(timestamp), values });
    });
  }

  static async follow(broker: MosquittoHandle): Promise<PublishedReadings> {
    // The account that may read what devices publish; the session is another than ingest's.
    const client = await connectAsync(broker.url, broker.credentials("ingest"));
    const readings = new PublishedReadings(client);
    await client.subscribeAsync("sensors/#", { qos: 1 });
    return readings;
  }

  async close(): Promise<void> {
    await this.client.endAsync();
  }
}
