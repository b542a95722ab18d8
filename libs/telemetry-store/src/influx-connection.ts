import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { InfluxDB, type SendOptions, type Transport } from "@influxdata/influxdb-client";
import type { InfluxConfig } from "./influx.config.js";
import { requestError } from "./store-errors.js";

/** What a server says about itself. */
export interface InfluxServer {
  /** As reported, such as `1.6.7` or `v2.7.11`. */
  version: string;
  major: 1 | 2 | 3;
}

/** The authenticated HTTP connection that reading, writing and provisioning share. */
export class InfluxConnection {
  readonly transport: Transport;
  private readonly agent: HttpAgent;
  private readonly authorization: Record<string, string>;

  constructor(readonly config: InfluxConfig) {
    const Agent = config.url.startsWith("https:") ? HttpsAgent : HttpAgent;
    this.agent = new Agent({ keepAlive: true });
    this.transport = new InfluxDB({
      url: config.url,
      timeout: config.timeoutMs,
      transportOptions: { agent: this.agent },
    }).transport;
    this.authorization = basicAuthorization(config.username, config.password);
  }

  /**
   * Sends one request, which is aborted when it takes too long: at a timeout the client library alone rejects but keeps the
   * socket, and a stalled server would collect one per attempt. The library leaves its listener on the signal, and with it the
   * body, so the signal is one that nobody holds afterwards: `AbortSignal.timeout` is held until its time has passed.
   */
  async send<T>(
    method: string,
    headers: Record<string, string>,
    request: (options: SendOptions) => Promise<T>,
  ): Promise<T> {
    const overdue = new AbortController();
    const timer = setTimeout(() => overdue.abort(), this.config.timeoutMs);
    try {
      return await request({ method, headers: { ...this.authorization, ...headers }, signal: overdue.signal });
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws StoreError */
  async server(): Promise<InfluxServer> {
    let header: string | string[] | undefined;
    try {
      await this.send("GET", {}, (options) =>
        this.transport.request("/ping", "", options, (headers) => {
          header = headers["x-influxdb-version"];
        }),
      );
    } catch (error) {
      throw requestError(error);
    }
    const version = typeof header === "string" ? header : "unknown";
    const major = Number(/^v?(\d+)\./.exec(version)?.[1]);
    return { version, major: major === 2 || major === 3 ? major : 1 };
  }

  /** Closes every socket; a request in flight fails. */
  close(): void {
    this.agent.destroy();
  }
}

/** Without credentials none are sent: a server without authentication then answers, and one with it says so. */
function basicAuthorization(username: string, password: string): Record<string, string> {
  if (username === "" && password === "") return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
}
