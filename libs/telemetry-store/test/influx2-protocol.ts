import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Influx2Protocol {
  url: string;
  /** Every request to `/api/v2`, as `METHOD /path body`. */
  requests: string[];
  buckets: Map<string, { id: string; everySeconds: number }>;
  stop(): Promise<void>;
}

export interface Influx2Behaviour {
  version?: string;
  organisations?: number;
  /** The token may only write: it sees no buckets and may not make any. */
  writeOnly?: boolean;
  /** Whether 1.x writes find their bucket. */
  writable?: boolean;
}

/**
 * Answers the few requests of provisioning as the API reference of InfluxDB 2.x documents them.
 * It is no InfluxDB: it shows that our requests are the documented ones, not that a real server takes them.
 */
export async function speakInflux2(behaviour: Influx2Behaviour = {}): Promise<Influx2Protocol> {
  const requests: string[] = [];
  const buckets: Influx2Protocol["buckets"] = new Map();
  const { version = "v2.7.11", organisations = 1, writeOnly = false, writable = true } = behaviour;

  function answer(request: IncomingMessage, body: string): [number, unknown] {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === "/ping") return [204, undefined];
    if (url.pathname === "/write") return writable ? [204, undefined] : [404, notFound("bucket not found")];
    requests.push(`${request.method} ${request.url} ${body}`);
    if (request.headers.authorization !== "Token secret")
      return [401, { code: "unauthorized", message: "unauthorized" }];
    if (url.pathname === "/api/v2/orgs") {
      return [200, { orgs: Array.from({ length: organisations }, (_, i) => ({ id: `org-${i}`, name: `org ${i}` })) }];
    }
    const forbidden: [number, unknown] = [403, { code: "forbidden", message: "insufficient permissions" }];
    if (request.method === "GET") {
      const name = url.searchParams.get("name") ?? "";
      const bucket = writeOnly ? undefined : buckets.get(name);
      return [200, { buckets: bucket === undefined ? [] : [describeBucket(name, bucket)] }];
    }
    if (writeOnly) return forbidden;
    const { name, retentionRules } = JSON.parse(body) as { name?: string; retentionRules: { everySeconds: number }[] };
    const everySeconds = retentionRules[0]?.everySeconds ?? 0;
    if (request.method === "POST" && name !== undefined) {
      buckets.set(name, { id: `bucket-${buckets.size}`, everySeconds });
      return [201, describeBucket(name, { id: "new", everySeconds })];
    }
    for (const bucket of buckets.values()) if (url.pathname.endsWith(bucket.id)) bucket.everySeconds = everySeconds;
    return [200, {}];
  }

  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const [status, content] = answer(request, body);
      response.writeHead(status, {
        "content-type": "application/json; charset=utf-8",
        "X-Influxdb-Version": version,
      });
      response.end(content === undefined ? "" : JSON.stringify(content));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    buckets,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function describeBucket(name: string, { id, everySeconds }: { id: string; everySeconds: number }) {
  return { id, name, orgID: "org-0", type: "user", retentionRules: [{ type: "expire", everySeconds }] };
}

function notFound(message: string) {
  return { code: "not found", message };
}
