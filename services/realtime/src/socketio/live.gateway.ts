import type {
  ClientToServerEvents,
  ForecastFrame,
  InsightFrame,
  LiveFrame,
  ServerToClientEvents,
  Snapshot,
} from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, type OnModuleDestroy } from "@nestjs/common";
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
} from "@nestjs/websockets";
import type { Server, Socket } from "socket.io";
import { Admission } from "../admission.js";
import { RealtimeConfig } from "../config.js";
import { closeGracefully } from "../graceful-close.js";
import { Latest } from "../latest.js";
import { RealtimeCounts } from "../realtime-counts.js";
import { EngineConnection, type EngineSocket } from "./engine-connection.js";
import { LiveRooms } from "./live-rooms.js";
import type { Outlet } from "./outlet.js";
import { type SocketEvent, SocketEventMetrics } from "./socket-event.metrics.js";
import { SocketIoConnection } from "./socket-io.connection.js";
import { InvalidSubscription, parseSubscription } from "./subscription.js";

type LiveServer = Server<ClientToServerEvents, ServerToClientEvents>;
type LiveSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

const LOOK_EVERY_MS = 250;

/** The edge to Socket.IO: its clients' subscriptions go to the rooms, the rooms' frames to its clients. */
@WebSocketGateway()
export class LiveGateway
  implements OnGatewayInit<LiveServer>, OnGatewayConnection, OnGatewayDisconnect, OnModuleDestroy, Outlet
{
  readonly rooms: LiveRooms;
  private readonly connections = new Set<EngineConnection>();
  private server: LiveServer | undefined;
  private looks: NodeJS.Timeout | undefined;

  constructor(
    @Inject(RealtimeConfig) private readonly config: RealtimeConfig,
    @Inject(Latest) latest: Latest,
    @Inject(RealtimeCounts) counts: RealtimeCounts,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(SocketEventMetrics) private readonly metrics: SocketEventMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.rooms = new LiveRooms(this, latest, counts, config.stuckAfterMs);
  }

  afterInit(server: LiveServer): void {
    this.server = server;
    server.engine.on("connection", (conn: EngineSocket) => this.track(conn));
    this.looks = setInterval(() => this.rooms.look(performance.now()), LOOK_EVERY_MS);
  }

  handleConnection(client: LiveSocket): void {
    const connection = new SocketIoConnection(client, this.config.maxQueuedBytes, () => this.rooms.overflow(client.id));
    connection.watch();
    this.rooms.connect(connection);
  }

  handleDisconnect(client: LiveSocket): void {
    this.rooms.disconnect(client.id);
  }

  @SubscribeMessage("subscribe")
  subscribe(@ConnectedSocket() client: LiveSocket, @MessageBody() subscription: unknown): void {
    this.answer(client, "subscribe", () => this.rooms.subscribe(client.id, parseSubscription(subscription)));
  }

  @SubscribeMessage("unsubscribe")
  unsubscribe(@ConnectedSocket() client: LiveSocket, @MessageBody() subscription: unknown): void {
    this.answer(client, "unsubscribe", () => this.rooms.unsubscribe(client.id, parseSubscription(subscription)));
  }

  hasMembers(room: string): boolean {
    return this.server?.sockets.adapter.rooms.has(room) ?? false;
  }

  broadcast(room: string, event: "fleet" | "readings", frame: LiveFrame): void {
    this.server?.to(room).emit(event, frame);
  }

  sendInsights(room: string, frame: InsightFrame): void {
    this.server?.to(room).emit("insight", frame);
  }

  sendForecasts(room: string, frame: ForecastFrame): void {
    this.server?.to(room).emit("forecast", frame);
  }

  sendSnapshot(clientIds: string[], frame: Snapshot): void {
    this.server?.to(clientIds).emit("snapshot", frame);
  }

  /** Clients see a broken connection, not a dismissal, so that they connect again by themselves. */
  async onModuleDestroy(): Promise<void> {
    this.admission.close();
    clearInterval(this.looks);
    this.rooms.stop();
    await closeGracefully(this.connections);
  }

  private track(conn: EngineSocket): void {
    const connection = new EngineConnection(conn);
    this.connections.add(connection);
    this.admission.clients.socketio++;
    void connection.closed.then(() => {
      this.connections.delete(connection);
      this.admission.clients.socketio--;
    });
  }

  private answer(client: LiveSocket, event: SocketEvent, carryOut: () => void): void {
    const start = performance.now();
    let outcome: "done" | "refused" | "failed" = "failed";
    try {
      carryOut();
      outcome = "done";
    } catch (error) {
      if (!(error instanceof InvalidSubscription)) throw error;
      outcome = "refused";
      this.logger.debug({ client: client.id, field: error.field }, "subscription refused");
      client.emit("subscription-error", { field: error.field, message: error.message });
    } finally {
      this.metrics.add(event, outcome, (performance.now() - start) / 1_000);
    }
  }
}
