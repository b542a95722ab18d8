import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Decides what becomes of a request: an answer in the server's place, or `undefined` to pass it on. */
export type Fault = (request: {
  method: string;
  path: string;
  body: Buffer;
}) => { status: number; headers?: Record<string, string>; body?: string } | undefined;

/**
 * Stands before a real HTTP server and gives the answers that cannot be had from it at will: a full disk's 500, a 413.
 */
export class FaultProxy {
  private fault: Fault = () => undefined;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(target: string): Promise<FaultProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const proxy = new FaultProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on("request", (incoming, outgoing) => void proxy.handle(new URL(target), incoming, outgoing));
    return proxy;
  }

  /** From now on; pass nothing to let everything through again. */
  inject(fault: Fault = () => undefined): void {
    this.fault = fault;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(target: URL, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = "GET", url: path = "/", headers } = incoming;
    const answer = this.fault({ method, path, body });
    if (answer !== undefined) {
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    }
    const passed = request({ host: target.hostname, port: target.port, method, path, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    passed.end(body);
  }
}
