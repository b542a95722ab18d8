import { setTimeout as delay } from "node:timers/promises";
import { LEASE_TTL_MS, LEASES_BUCKET } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import type { KV } from "@nats-io/kv";
import { nuid } from "@nats-io/transport-node";
import { Inject, Injectable } from "@nestjs/common";
import { BackboneConnection } from "./backbone.connection.js";
import { openBucket } from "./buckets.js";
import { NatsConfig } from "./nats.config.js";

const RENEW_EVERY_MS = LEASE_TTL_MS / 3;

/** What the server says to whoever writes an entry that another has written meanwhile. */
const OVERTAKEN: ReadonlySet<number> = new Set([
  JetStreamApiCodes.StreamWrongLastSequence,
  JetStreamApiCodes.StreamWrongLastSequenceUnknown,
]);

/** A holder stops this long before the server lets another one in. */
const MARGIN_MS = 1_000;

/**
 * Lets one replica at a time do a task. A replica that dies, or cannot reach the backbone, loses its leases; another takes
 * over within `LEASE_TTL_MS`. Two may overlap when a process is held up for longer than that (a stopped machine), so
 * what a task writes must stand being written twice.
 */
@Injectable()
export class Leases {
  /** Stands for this replica in the bucket. */
  readonly holder = nuid.next();

  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly config: NatsConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Runs `work` whenever this replica holds the lease `task`, until `stop` aborts; then gives the lease back.
   *
   * @param work stops when `held` aborts: the lease is lost, or given back. What it throws is logged, and it is run again.
   */
  async whileHeld(task: string, stop: AbortSignal, work: (held: AbortSignal) => Promise<void>): Promise<void> {
    while (!stop.aborted) {
      try {
        await this.ifFree(task, stop, work);
      } catch (error) {
        if (!stop.aborted) this.logger.warn({ err: error, task }, "a task for one replica failed; again later");
      }
      await delay(RENEW_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  /**
   * Runs `work` if the lease `task` is free, until it ends or `stop` aborts, and then gives the lease back. Returns whether it was free.
   *
   * @param work stops when `held` aborts, as for `whileHeld`
   * @throws what `work` throws, and when the backbone cannot be asked
   */
  async ifFree(task: string, stop: AbortSignal, work: (held: AbortSignal) => Promise<void>): Promise<boolean> {
    const bucket = await openBucket(await this.connection.ready(), LEASES_BUCKET, this.config);
    const asked = performance.now();
    const revision = await this.acquire(bucket, task);
    if (revision === undefined) return false;
    const lost = new AbortController();
    const held = AbortSignal.any([stop, lost.signal]);
    const done = new AbortController();
    const renewing = this.renew(bucket, task, { revision, asked }, AbortSignal.any([held, done.signal]), lost);
    try {
      this.logger.debug({ task }, "lease taken");
      await work(held);
      return true;
    } finally {
      done.abort();
      const last = await renewing;
      // Only while it is still ours; else it expires or is another's already.
      if (!lost.signal.aborted) await bucket.delete(task, { previousSeq: last }).catch(() => undefined);
    }
  }

  /** The revision of the entry that makes the lease ours, or `undefined` while another holds it. @throws when the backbone cannot be asked */
  private async acquire(bucket: KV, task: string): Promise<number | undefined> {
    const entry = await bucket.get(task);
    const isHeld = entry?.operation === "PUT";
    if (isHeld && entry.string() !== this.holder) return undefined;
    try {
      // Ours from before, when it is held: taken without our hearing of it, or not given back. It may be about to run out.
      if (isHeld) return await bucket.update(task, this.holder, entry.revision);
      return await bucket.create(task, this.holder);
    } catch (error) {
      // Another was quicker.
      if (error instanceof JetStreamApiError && OVERTAKEN.has(error.code)) return undefined;
      throw error;
    }
  }

  /** Renews until `end` aborts; aborts `lost` when that fails for too long. Resolves to the last revision. */
  private async renew(
    bucket: KV,
    task: string,
    { revision, asked }: { revision: number; asked: number },
    end: AbortSignal,
    lost: AbortController,
  ): Promise<number> {
    let expires = asked + LEASE_TTL_MS - MARGIN_MS;
    let current = revision;
    const watchdog = setInterval(() => {
      if (performance.now() >= expires && !end.aborted) lost.abort(new Error(`the lease of ${task} ran out`));
    }, MARGIN_MS / 4);
    try {
      while (!end.aborted) {
        await delay(RENEW_EVERY_MS, undefined, { signal: end }).catch(() => undefined);
        if (end.aborted) break;
        const now = performance.now();
        try {
          current = await bucket.update(task, this.holder, current);
          expires = now + LEASE_TTL_MS - MARGIN_MS;
        } catch (error) {
          this.logger.warn({ err: error, task }, "a lease could not be renewed");
          // An update that was carried out, but whose answer was lost, has a revision that we do not know.
          const entry = await bucket.get(task).catch(() => undefined);
          if (entry?.operation === "PUT" && entry.string() === this.holder) current = entry.revision;
          else if (entry !== undefined) lost.abort(new Error(`the lease of ${task} is another's`));
        }
      }
    } finally {
      clearInterval(watchdog);
    }
    return current;
  }
}
