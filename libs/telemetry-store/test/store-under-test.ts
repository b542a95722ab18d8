import { join } from "node:path";
import { type InfluxHandle, startInflux } from "@gridwatch/local-stack";
import { temporaryDirectory } from "@gridwatch/testkit";
import { InfluxConfig, InfluxConnection } from "../src/index.js";

export interface StoreUnderTest {
  influx: InfluxHandle;
  /** As administrator, unless said otherwise. */
  connect(settings?: Partial<InfluxConfig>): InfluxConnection;
  /** Runs a statement as administrator. */
  administer(statement: string): Promise<void>;
  stop(): Promise<void>;
}

let databases = 0;

/** A database name no other test uses. */
export function freshDatabase(): string {
  databases += 1;
  return `test_${databases}`;
}

export async function startStore(): Promise<StoreUnderTest> {
  const directory = await temporaryDirectory("telemetry-store");
  const influx = await startInflux({ dir: join(directory.path, "influxd") });
  const connections: InfluxConnection[] = [];
  const connect = (settings: Partial<InfluxConfig> = {}) => {
    const config = Object.assign(new InfluxConfig(), { url: influx.url, ...influx.admin, ...settings });
    const connection = new InfluxConnection(config);
    connections.push(connection);
    return connection;
  };
  return {
    influx,
    connect,
    administer: async (statement) => {
      const credentials = Buffer.from(`${influx.admin.username}:${influx.admin.password}`).toString("base64");
      const response = await fetch(`${influx.url}/query`, {
        method: "POST",
        headers: { authorization: `Basic ${credentials}` },
        body: new URLSearchParams({ q: statement }),
      });
      const text = await response.text();
      if (!response.ok || text.includes('"error"')) throw new Error(text);
    },
    stop: async () => {
      for (const connection of connections) connection.close();
      await influx.stop();
      await directory.remove();
    },
  };
}
