import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Stands before a real TCP server and does to its connections what networks do. */
export class TcpProxy {
  private readonly pairs = new Set<[Socket, Socket]>();
  private refusing = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async before(target: { host: string; port: number }): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const proxy = new TcpProxy(server, (server.address() as AddressInfo).port);
    server.on("connection", (client) => proxy.join(client, target));
    return proxy;
  }

  /** Breaks every connection in the middle of whatever it carries: both ends see a reset. Returns how many there were. */
  cut(): number {
    const { size } = this.pairs;
    for (const pair of this.pairs) for (const end of pair) end.resetAndDestroy();
    return size;
  }

  /** As `cut`, and new connections are broken too, until `admit`. */
  refuse(): number {
    this.refusing = true;
    return this.cut();
  }

  admit(): void {
    this.refusing = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket, target: { host: string; port: number }): void {
    client.on("error", () => client.destroy());
    if (this.refusing) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ ...target, noDelay: true });
    const pair: [Socket, Socket] = [client.setNoDelay(true), upstream];
    this.pairs.add(pair);
    upstream.on("error", () => upstream.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
    for (const end of pair) {
      end.on("close", () => {
        this.pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
  }
}
