import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { Inject, Injectable, type OnModuleInit } from "@nestjs/common";
import { HttpAdapterHost } from "@nestjs/core";
import { Admission } from "./admission.js";
import { PlainSocketServer } from "./plain/plain-socket.server.js";
import { SOCKET_IO_PATH } from "./socketio/socket-io.adapter.js";

const PLAIN_PATH = "/ws";

/** Who takes over a connection that asks to be a WebSocket. Socket.IO listens for its own path by itself. */
@Injectable()
export class UpgradeRouter implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(PlainSocketServer) private readonly plain: PlainSocketServer,
    @Inject(Admission) private readonly admission: Admission,
  ) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.on("upgrade", (request, socket, head) => this.route(request, socket, head));
  }

  private route(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const target = request.url ?? "/";
    if (target.startsWith(`${SOCKET_IO_PATH}/`)) return;
    // A client that has gone already is no fault of ours.
    socket.on("error", () => socket.destroy());
    const base = "http://localhost";
    if (!URL.canParse(target, base)) return refuse(socket, 400);
    const url = new URL(target, base);
    if (url.pathname !== PLAIN_PATH) return refuse(socket, 404);
    const refusal = this.admission.refusal(request);
    if (refusal !== undefined) return refuse(socket, refusal.status, refusal.reason);
    this.plain.upgrade(request, socket, head, url.searchParams);
  }
}

function refuse(socket: Duplex, status: number, reason = STATUS_CODES[status] ?? ""): void {
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Connection: close",
    "Content-Type: text/plain",
    `Content-Length: ${Buffer.byteLength(reason)}`,
  ];
  socket.end(`${headers.join("\r\n")}\r\n\r\n${reason}`, () => socket.destroy());
}
