import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A TCP connection between client and service that can be shut off: then nobody reads what the service sends, its
 * bytes fill the system's buffers, and what follows piles up in the service.
 */
export class Faucet {
  private readonly upstreams = new Set<Socket>();
  private open = true;

  private constructor(private readonly server: Server) {}

  static async before(url: string): Promise<Faucet> {
    const server = createServer();
    const faucet = new Faucet(server);
    const { hostname, port } = new URL(url);
    server.on("connection", (client) => faucet.pass(client, connect(Number(port), hostname)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return faucet;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  shut(): void {
    this.open = false;
    for (const upstream of this.upstreams) upstream.pause();
  }

  reopen(): void {
    this.open = true;
    for (const upstream of this.upstreams) upstream.resume();
  }

  close(): void {
    for (const upstream of this.upstreams) upstream.destroy();
    this.server.close();
  }

  private pass(client: Socket, upstream: Socket): void {
    this.upstreams.add(upstream);
    client.pipe(upstream);
    upstream.on("data", (bytes) => {
      if (!client.write(bytes) && this.open) {
        upstream.pause();
        client.once("drain", () => this.open && upstream.resume());
      }
    });
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => {
      this.upstreams.delete(upstream);
      client.destroy();
    });
  }
}
