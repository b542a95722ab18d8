import type { Socket } from "socket.io";
import type { WebSocket } from "ws";
import { type Closable, GOING_AWAY, GOING_AWAY_REASON } from "../graceful-close.js";

/** Engine.IO's connection beneath a Socket.IO client. */
export type EngineSocket = Socket["conn"];

/** Ends connections in ways for which Socket.IO has none: at once, or with a code that lets the client come back. */
export class EngineConnection implements Closable {
  readonly closed: Promise<void>;

  constructor(private readonly conn: EngineSocket) {
    this.closed = new Promise((resolve) => conn.once("close", () => resolve()));
  }

  /** Not Socket.IO's own `disconnect`, which tells the client to stay away. */
  goAway(): void {
    const { webSocket } = this;
    if (webSocket === undefined) this.conn.close();
    else webSocket.close(GOING_AWAY, GOING_AWAY_REASON);
  }

  cutOff(): void {
    const { webSocket } = this;
    if (webSocket === undefined) this.conn.close(true);
    else webSocket.terminate();
  }

  /** A private field of its transport: Engine.IO gives no other way to it. */
  private get webSocket(): WebSocket | undefined {
    const { transport } = this.conn;
    return transport.name === "websocket" ? (transport as unknown as { socket: WebSocket }).socket : undefined;
  }
}
