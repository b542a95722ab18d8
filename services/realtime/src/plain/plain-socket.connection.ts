import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { type Closable, GOING_AWAY, GOING_AWAY_REASON } from "../graceful-close.js";
import type { PlainConnection } from "./plain-clients.js";

/** A client at `/ws`: `ws` keeps up the protocol, while readings, framed already, go straight to the wire. */
export class PlainSocketConnection implements PlainConnection, Closable {
  readonly closed: Promise<void>;
  private answered = true;

  constructor(
    private readonly socket: WebSocket,
    private readonly wire: Duplex,
  ) {
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
    socket.on("pong", () => {
      this.answered = true;
    });
  }

  get queuedBytes(): number {
    return this.wire.writableLength;
  }

  write(frames: Buffer): void {
    // After a closing handshake has begun nothing more may follow.
    if (this.socket.readyState === this.socket.OPEN) this.wire.write(frames);
  }

  /** Asks the other side to answer; one that has not since the last time is gone. */
  ping(): void {
    if (!this.answered) return this.cutOff();
    this.answered = false;
    this.socket.ping();
  }

  goAway(): void {
    this.socket.close(GOING_AWAY, GOING_AWAY_REASON);
  }

  cutOff(): void {
    this.socket.terminate();
  }
}
