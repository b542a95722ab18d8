import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { isDeviceId } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from "@nestjs/common";
import { type WebSocket, WebSocketServer } from "ws";
import { Admission } from "../admission.js";
import { RealtimeConfig } from "../config.js";
import { closeGracefully } from "../graceful-close.js";
import { RealtimeCounts } from "../realtime-counts.js";
import { PlainClients } from "./plain-clients.js";
import { PlainSocketConnection } from "./plain-socket.connection.js";

const LOOK_EVERY_MS = 250;
const PING_EVERY_MS = 25_000;

/** Clients have nothing to say here. */
const MAX_MESSAGE_BYTES = 1_024;

/** WebSocket close code: the server's policy does not allow this. */
const POLICY_VIOLATION = 1008;

/** The plain WebSocket at `/ws[?device=…]`. */
@Injectable()
export class PlainSocketServer implements OnModuleInit, OnModuleDestroy {
  readonly clients: PlainClients;
  private readonly server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  private readonly connections = new Set<PlainSocketConnection>();
  private timers: NodeJS.Timeout[] = [];

  constructor(
    @Inject(RealtimeConfig) config: RealtimeConfig,
    @Inject(RealtimeCounts) counts: RealtimeCounts,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.clients = new PlainClients(config, counts);
  }

  onModuleInit(): void {
    this.timers = [
      setInterval(() => this.clients.look(performance.now()), LOOK_EVERY_MS),
      setInterval(() => this.pingAll(), PING_EVERY_MS),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    this.admission.close();
    for (const timer of this.timers) clearInterval(timer);
    await closeGracefully(this.connections);
  }

  /** Takes over a connection that asked to be a WebSocket. */
  upgrade(request: IncomingMessage, wire: Duplex, head: Buffer, query: URLSearchParams): void {
    this.server.handleUpgrade(request, wire, head, (socket) => this.accept(socket, wire, query));
  }

  private accept(socket: WebSocket, wire: Duplex, query: URLSearchParams): void {
    socket.on("error", (error) => this.logger.debug({ err: error }, "/ws client failed"));
    const device = query.get("device") ?? undefined;
    if (query.getAll("device").length > 1 || (device !== undefined && !isDeviceId(device))) {
      socket.close(POLICY_VIOLATION, "device must be given once, as [A-Za-z0-9_-]{1,64}");
      return;
    }
    const connection = new PlainSocketConnection(socket, wire);
    this.clients.add(connection, device);
    this.connections.add(connection);
    this.admission.clients.ws++;
    socket.once("close", () => {
      this.clients.remove(connection, device);
      this.connections.delete(connection);
      this.admission.clients.ws--;
    });
  }

  private pingAll(): void {
    for (const connection of this.connections) connection.ping();
  }
}
