import type { Subscription } from "@gridwatch/contracts";
import { WebSocket } from "ws";

/** The first byte of a message of Engine.IO, and of one of Socket.IO within it. */
const OPEN = "0".charCodeAt(0);
const PING = "2".charCodeAt(0);
const MESSAGE = "4".charCodeAt(0);
const CONNECTED = "0".charCodeAt(0);
const EVENT = "2".charCodeAt(0);

const STUCK_ASKS_EVERY_MS = 250;

/**
 * A Socket.IO client on `ws` that leaves it to others to read the frames, so that over a thousand of them fit beside the
 * server they measure. It shakes hands, subscribes and answers pings as every client does.
 */
export class LightClient {
  private readonly socket: WebSocket;
  private closed = false;

  constructor(
    url: string,
    private readonly subscription: Subscription,
    /** @param packet of Socket.IO: `2["fleet",{…}]` */
    private readonly onEvent: (packet: Buffer) => void,
  ) {
    this.socket = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    this.socket.on("message", (data: Buffer) => this.onMessage(data));
    this.socket.on("close", () => {
      this.closed = true;
    });
  }

  /** Whether the server, or the way to it, has ended the connection. */
  get isClosed(): boolean {
    return this.closed;
  }

  /**
   * Stops reading what the server sends, but keeps up the heartbeat, or it would be taken for dead within ten seconds, and
   * asks for the newest values again and again, so that they soon fill the system's buffers.
   */
  getStuck(): void {
    this.socket.pause();
    setInterval(() => {
      this.socket.send("3");
      this.subscribe();
    }, STUCK_ASKS_EVERY_MS);
  }

  close(): void {
    this.socket.close();
  }

  private subscribe(): void {
    this.socket.send(`42${JSON.stringify(["subscribe", this.subscription])}`);
  }

  private onMessage(data: Buffer): void {
    if (data[0] === OPEN) this.socket.send("40");
    else if (data[0] === PING) this.socket.send("3");
    else if (data[0] !== MESSAGE) return;
    else if (data[1] === CONNECTED) this.subscribe();
    else if (data[1] === EVENT) this.onEvent(data.subarray(1));
  }
}
