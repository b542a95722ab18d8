import {
  type ClientToServerEvents,
  deviceRoom,
  type ForecastFrame,
  type InsightFrame,
  type LiveFrame,
  type ServerToClientEvents,
  type Snapshot,
  type SubscriptionError,
} from "@gridwatch/contracts";
import { eventually } from "@gridwatch/testkit";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";

/** A browser's socket that writes down what it is sent. */
export class Viewer {
  readonly snapshots: Snapshot[] = [];
  readonly insights: InsightFrame[] = [];
  readonly forecasts: ForecastFrame[] = [];
  readonly fleet: LiveFrame[] = [];
  readonly readings: LiveFrame[] = [];
  readonly errors: SubscriptionError[] = [];
  readonly disconnects: string[] = [];
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;

  constructor(url: string, options: Partial<ManagerOptions & SocketOptions> = {}) {
    this.socket = io(url, { transports: ["websocket"], forceNew: true, reconnectionDelay: 50, ...options });
    this.socket.on("snapshot", (frame) => this.snapshots.push(frame));
    this.socket.on("fleet", (frame) => this.fleet.push(frame));
    this.socket.on("readings", (frame) => this.readings.push(frame));
    this.socket.on("insight", (frame) => this.insights.push(frame));
    this.socket.on("forecast", (frame) => this.forecasts.push(frame));
    this.socket.on("subscription-error", (error) => this.errors.push(error));
    this.socket.on("disconnect", (reason) => this.disconnects.push(reason));
  }

  /** Subscribes and waits for the snapshot of each room. */
  async follow(subscription: { fleet?: boolean; devices?: string[] }): Promise<this> {
    const expected = this.snapshots.length + (subscription.devices?.length ?? 0) + Number(subscription.fleet ?? false);
    this.socket.emit("subscribe", subscription);
    await eventually(() => expect(this.snapshots).toHaveLength(expected));
    return this;
  }

  /** Every value of a device's room, in the order of arrival. */
  valuesOf(device: string): (number | null)[] {
    const mine = this.readings.filter(({ room }) => room === deviceRoom(device));
    return mine.flatMap(({ readings }) => readings.metrics["v"] ?? []);
  }

  /** The last value that came for a device's room. */
  newestOf(device: string): number | null | undefined {
    const frame = this.readings.at(-1);
    return frame?.room === deviceRoom(device) ? frame.readings.metrics["v"]?.at(-1) : undefined;
  }

  close(): void {
    this.socket.close();
  }
}

/** The newest value of `v` that a frame holds for a device. */
export function valueIn(frame: LiveFrame | undefined, device: string): number | null | undefined {
  return frame?.readings.metrics["v"]?.[frame.readings.devices.indexOf(device)];
}
