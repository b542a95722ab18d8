import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  /** `""` of a root. */
  parentSpanId: string;
  name: string;
  /** Name of the service that made it. */
  service: string;
  attributes: Record<string, string | number>;
  /** OpenTelemetry's code: 2 is an error. */
  status: number;
  durationMs: number;
}

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number; doubleValue?: number };
}

interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes?: Attribute[];
  status?: { code?: number };
  startTimeUnixNano: string;
  endTimeUnixNano: string;
}

/** `ExportTraceServiceRequest` in OTLP's JSON, as much of it as is read here. */
interface TraceRequest {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

/** Takes traces by OTLP over HTTP, in JSON, and keeps them in memory. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpReceiver> {
    const server = createServer(async (request, response) => {
      try {
        if (request.method !== "POST" || request.url !== "/v1/traces") throw new Error("only POST /v1/traces");
        receiver.spans.push(...spansOf(JSON.parse(await textOf(request)) as TraceRequest));
        response.writeHead(200, { "content-type": "application/json" }).end("{}");
      } catch (error) {
        response.writeHead(400).end((error as Error).message);
      }
    });
    const receiver = new OtlpReceiver(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Its spans by trace. */
  get traces(): Map<string, ReceivedSpan[]> {
    const traces = new Map<string, ReceivedSpan[]>();
    for (const span of this.spans) {
      const trace = traces.get(span.traceId);
      if (trace === undefined) traces.set(span.traceId, [span]);
      else trace.push(span);
    }
    return traces;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

function spansOf({ resourceSpans }: TraceRequest): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)["service.name"]);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => received(service, span)));
  });
}

function received(service: string, span: OtlpSpan): ReceivedSpan {
  const {
    traceId,
    spanId,
    parentSpanId = "",
    name,
    attributes = [],
    status,
    startTimeUnixNano,
    endTimeUnixNano,
  } = span;
  const durationMs = Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6;
  const own = { traceId, spanId, parentSpanId, name, attributes: valuesOf(attributes) };
  return { ...own, service, status: status?.code ?? 0, durationMs };
}

function valuesOf(attributes: Attribute[]): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.doubleValue ?? ""]),
  );
}
