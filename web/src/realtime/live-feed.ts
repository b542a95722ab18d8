import type { Subscription, SubscriptionError } from "@gridwatch/contracts";
import { FrameQueue, type Schedule } from "./frame-queue.js";
import { type LiveEvent, liveEventOf } from "./live-frame.js";
import type { LiveSocket } from "./live-socket.js";
import { Observable, type Unsubscribe } from "./observable.js";
import type { PlatformClock } from "./platform-clock.js";

export interface ConnectionState {
  status: "connecting" | "live" | "lost";
  /** Since when, by the platform's clock, epoch milliseconds. */
  since: number;
  /** Why the last subscription was refused, until another is made. */
  refusal?: SubscriptionError;
}

/** The server closed the connection on purpose; socket.io then leaves it to us to come back. */
const COME_BACK_MS = 1_500;

/**
 * The live connection, outside React: keeps it up, follows what somebody asks for, and hands on what arrives, once per
 * painted frame.
 */
export class LiveFeed {
  readonly connection: Observable<ConnectionState>;
  /** Messages that were not of the contract's shape, and were left out. */
  readonly dropped = new Observable(0);

  private readonly queue: FrameQueue<LiveEvent>;
  private readonly consumers = new Set<(events: LiveEvent[]) => void>();
  private readonly devices = new Map<string, number>();
  private fleetFollowers = 0;
  private firstFrame = true;

  constructor(
    private readonly socket: LiveSocket,
    private readonly clock: PlatformClock,
    schedule?: Schedule,
  ) {
    this.connection = new Observable<ConnectionState>({ status: "connecting", since: clock.now() });
    this.queue = new FrameQueue((events) => {
      for (const consume of this.consumers) consume(events);
    }, schedule);
  }

  /** The listener gets everything that arrives, in order, in batches. */
  consume(consumer: (events: LiveEvent[]) => void): Unsubscribe {
    this.consumers.add(consumer);
    return () => this.consumers.delete(consumer);
  }

  followFleet(): Unsubscribe {
    if (++this.fleetFollowers === 1) this.send("subscribe", { fleet: true });
    return () => {
      if (--this.fleetFollowers === 0) this.send("unsubscribe", { fleet: true });
    };
  }

  followDevice(id: string): Unsubscribe {
    const followers = (this.devices.get(id) ?? 0) + 1;
    this.devices.set(id, followers);
    if (followers === 1) this.send("subscribe", { devices: [id] });
    return () => {
      const left = (this.devices.get(id) ?? 1) - 1;
      if (left > 0) {
        this.devices.set(id, left);
        return;
      }
      this.devices.delete(id);
      this.send("unsubscribe", { devices: [id] });
    };
  }

  start(): Unsubscribe {
    let comeBack: ReturnType<typeof setTimeout> | undefined;
    const returnSoon = () => {
      if (this.socket.active) return;
      clearTimeout(comeBack);
      comeBack = setTimeout(() => this.socket.connect(), COME_BACK_MS);
    };
    this.socket.on("connect", () => {
      this.firstFrame = true;
      this.connection.set({ status: "live", since: this.clock.now() });
      this.subscribeAgain();
    });
    this.socket.on("disconnect", () => {
      this.connection.set({ status: "lost", since: this.clock.now() });
      returnSoon();
    });
    this.socket.on("connect_error", () => {
      const { since } = this.connection.get();
      this.connection.set({ status: "lost", since });
      returnSoon();
    });
    this.socket.on("snapshot", (frame) => this.receive("snapshot", frame));
    this.socket.on("fleet", (frame) => this.receive("fleet", frame));
    this.socket.on("readings", (frame) => this.receive("readings", frame));
    this.socket.on("insight", (frame) => this.receive("insight", frame));
    this.socket.on("forecast", (frame) => this.receive("forecast", frame));
    this.socket.on("subscription-error", (refusal) => this.connection.set({ ...this.connection.get(), refusal }));
    this.socket.connect();
    return () => {
      clearTimeout(comeBack);
      this.socket.removeAllListeners();
      this.socket.disconnect();
    };
  }

  /** Tries at once instead of waiting for the next attempt. */
  reconnectNow(): void {
    if (!this.socket.connected) this.socket.disconnect().connect();
  }

  /** Asks for all that is followed: of a new connection, or after a refusal. */
  subscribeAgain(): void {
    const devices = [...this.devices.keys()];
    if (this.fleetFollowers > 0) this.send("subscribe", { fleet: true });
    if (devices.length > 0) this.send("subscribe", { devices });
  }

  private receive(kind: LiveEvent["kind"], frame: unknown): void {
    const event = liveEventOf(kind, frame);
    if (event === undefined) {
      this.dropped.set(this.dropped.get() + 1);
      return;
    }
    this.clock.learn(event.frame.at, this.firstFrame);
    this.firstFrame = false;
    this.queue.push(event);
  }

  /** Only while connected: on connecting everything followed is asked for anyway, and socket.io must not keep copies. */
  private send(event: "subscribe" | "unsubscribe", subscription: Subscription): void {
    if (!this.socket.connected) return;
    const { refusal: _, ...state } = this.connection.get();
    if (event === "subscribe") this.connection.set(state);
    this.socket.emit(event, subscription);
  }
}
