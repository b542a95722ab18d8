import type { ClientToServerEvents, ServerToClientEvents } from "@gridwatch/contracts";
import { io, type Socket } from "socket.io-client";

export type LiveSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** A socket to the server the page came from, not connected yet. It tries for ever, at most 3 s apart. */
export function openLiveSocket(): LiveSocket {
  return io({
    path: "/socket.io",
    transports: ["websocket", "polling"],
    // Where a proxy in between refuses WebSockets, the first try fails and the next goes by polling.
    tryAllTransports: true,
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 3_000,
    timeout: 10_000,
  });
}
