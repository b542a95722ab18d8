import type { ReadingColumns } from "@gridwatch/contracts";
import { inSpan } from "@gridwatch/service-kit";
import { frameWork } from "../frame-work.js";
import type { Audience } from "../live-feed.js";
import { rowsByDevice } from "../reading-rows.js";
import type { RealtimeCounts } from "../realtime-counts.js";
import { PlainFrames } from "./plain-frames.js";

export interface PlainConnection {
  /** What the operating system has not taken yet. */
  readonly queuedBytes: number;
  /** @param frames whole WebSocket frames */
  write(frames: Buffer): void;
  /** Closes it without waiting for the other side. */
  cutOff(): void;
}

interface PlainLimits {
  /** A client for which more than this is queued is behind, and misses readings until it has taken all of it. */
  maxQueuedBytes: number;
  stuckAfterMs: number;
}

interface PlainClient {
  readonly connection: PlainConnection;
  behindSince: number | undefined;
}

/** Stands for every unit where a unit's id is expected. */
const ALL = Symbol("all units");
type Filter = string | typeof ALL;

/** Passes every reading on to everybody connected at `/ws`. */
export class PlainClients implements Audience {
  private readonly groups = new Map<Filter, Map<PlainConnection, PlainClient>>();
  private behind = 0;

  constructor(
    private readonly limits: PlainLimits,
    private readonly counts: RealtimeCounts,
  ) {}

  get behindCount(): number {
    return this.behind;
  }

  /** @param device the only unit whose readings are wanted; all when left out */
  add(connection: PlainConnection, device: Filter = ALL): void {
    const group = this.groups.get(device) ?? new Map<PlainConnection, PlainClient>();
    this.groups.set(device, group.set(connection, { connection, behindSince: undefined }));
  }

  remove(connection: PlainConnection, device: Filter = ALL): void {
    const group = this.groups.get(device);
    const client = group?.get(connection);
    if (group === undefined || client === undefined) return;
    if (client.behindSince !== undefined) this.behind--;
    group.delete(connection);
    if (group.size === 0) this.groups.delete(device);
  }

  /** Nobody here waits for the newest values. */
  goLive(): void {}

  publish(batch: ReadingColumns): void {
    if (this.groups.size > 0) inSpan(frameWork("/ws"), () => this.sendAll(batch));
  }

  private sendAll(batch: ReadingColumns): void {
    const frames = new PlainFrames(batch);
    if (this.groups.has(ALL)) this.send(ALL, [...batch.devices.keys()], frames);
    for (const [device, rows] of rowsByDevice(batch, (device) => this.groups.has(device))) {
      this.send(device, rows, frames);
    }
    this.counts.frames.ws += frames.encoded;
  }

  /** Looks after the clients that are behind. To be called a few times a second. @param now of `performance.now()` */
  look(now: number): void {
    for (const group of this.groups.values()) {
      for (const client of group.values()) {
        if (client.behindSince === undefined) continue;
        if (client.connection.queuedBytes === 0) {
          client.behindSince = undefined;
          this.behind--;
        } else if (now - client.behindSince >= this.limits.stuckAfterMs) {
          this.counts.stuckClients++;
          client.connection.cutOff();
        }
      }
    }
  }

  private send(to: Filter, rows: readonly number[], frames: PlainFrames): void {
    let encoded: Buffer | undefined;
    for (const client of this.groups.get(to)?.values() ?? []) {
      if (client.behindSince === undefined && client.connection.queuedBytes > this.limits.maxQueuedBytes) {
        client.behindSince = performance.now();
        this.behind++;
      }
      if (client.behindSince !== undefined) {
        this.counts.skippedBehind += rows.length;
        continue;
      }
      encoded ??= frames.of(rows);
      client.connection.write(encoded);
    }
  }
}
