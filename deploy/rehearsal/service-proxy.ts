import { connect, createServer, type Server, type Socket } from "node:net";

/** Where a connection to a Service may go: its pods that are ready. */
export type Endpoints = () => readonly { host: string; port: number }[];

/** One port of a Service: each connection goes to the next of the endpoints that there are, and stays there. */
export class ServiceProxy {
  private readonly sockets = new Set<Socket>();
  private turn = 0;

  private constructor(
    private readonly server: Server,
    private readonly endpoints: Endpoints,
  ) {}

  static async listen(place: { host: string; port: number }, endpoints: Endpoints): Promise<ServiceProxy> {
    const server = createServer();
    const proxy = new ServiceProxy(server, endpoints);
    server.on("connection", (client) => proxy.join(client));
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(place, resolve));
    return proxy;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const endpoints = this.endpoints();
    const target = endpoints[this.turn++ % Math.max(1, endpoints.length)];
    client.on("error", () => client.destroy());
    // Nobody behind it: a cluster refuses the connection.
    if (target === undefined) {
      client.resetAndDestroy();
      return;
    }
    const pair = [client.setNoDelay(true), connect({ ...target, noDelay: true })] as const;
    const [, upstream] = pair;
    upstream.on("error", () => upstream.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
    for (const socket of pair) {
      this.sockets.add(socket);
      socket.on("close", () => {
        this.sockets.delete(socket);
        for (const other of pair) other.destroy();
      });
    }
  }
}
