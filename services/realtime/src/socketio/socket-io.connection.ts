import type { Socket } from "socket.io";
import { EngineConnection } from "./engine-connection.js";
import type { LiveConnection } from "./live-client.js";

/**
 * A client's connection, with a measure of what waits for it. Engine.IO hands frames on while the transport takes them
 * and queues them while it does not: `packetCreate` announces each, `drain` says that all of them have been handed on.
 */
export class SocketIoConnection implements LiveConnection {
  private queuedBytes = 0;
  /** Since when something has been queued with nothing handed on; `undefined` while nothing is queued. */
  private queuedSince: number | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly maxQueuedBytes: number,
    private readonly onOverflow: () => void,
  ) {}

  get id(): string {
    return this.socket.id;
  }

  watch(): void {
    const { conn } = this.socket;
    conn.on("packetCreate", ({ data }: { data?: string | Buffer }) => this.onQueued(data?.length ?? 0));
    conn.on("drain", () => this.onHandedOn());
  }

  stalledMs(now: number): number {
    return this.queuedSince === undefined ? 0 : now - this.queuedSince;
  }

  isDrained(): boolean {
    const { transport } = this.socket.conn;
    // Between two polls nothing can be written, so for polling it is enough that nothing waits.
    return this.queuedSince === undefined && (transport.writable || transport.name === "polling");
  }

  join(room: string): void {
    void this.socket.join(room);
  }

  leave(room: string): void {
    void this.socket.leave(room);
  }

  cutOff(): void {
    new EngineConnection(this.socket.conn).cutOff();
  }

  private onQueued(bytes: number): void {
    this.queuedSince ??= performance.now();
    this.queuedBytes += bytes;
    // A single frame may be larger than the limit: it counts only when it has to wait behind another.
    if (this.queuedBytes > this.maxQueuedBytes && !this.socket.conn.transport.writable) this.onOverflow();
  }

  private onHandedOn(): void {
    this.queuedSince = undefined;
    this.queuedBytes = 0;
  }
}
