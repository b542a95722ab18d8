import { setTimeout as delay } from "node:timers/promises";
import {
  type Backbone,
  BackboneConnection,
  NatsConfig,
  openBucket,
  readBucket,
  removeRevision,
  retry,
} from "@gridwatch/backbone";
import { INGEST_MEMBERS_BUCKET, type IngestMember } from "@gridwatch/contracts";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable, type OnModuleDestroy } from "@nestjs/common";
import { Absences } from "./absences.js";
import { IngestConfig } from "./config.js";

const BEAT_EVERY_MS = 3_000;

/** Another replica, as its entry in the bucket stands. */
export interface Member extends IngestMember {
  clientId: string;
  revision: number;
}

/**
 * The replicas of ingest, known to each other by an entry per client id that each writes again every few seconds. This one's
 * entry stays when it stops: its session at the broker stays, too, until it is back or another has adopted the session.
 */
@Injectable()
export class Members implements OnModuleDestroy {
  /** How many have an entry, this one included. */
  known = 0;
  /** Told after each heartbeat: the replicas whose sessions nobody has. */
  onGone: (gone: readonly Member[]) => void = () => {};
  private readonly stopping = new AbortController();
  private readonly absences = new Absences();
  private filters: readonly string[] = [];
  private failing = false;

  constructor(
    @Inject(IngestConfig) private readonly config: IngestConfig,
    @Inject(NatsConfig) private readonly nats: NatsConfig,
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /**
   * Announces this replica and keeps it announced. Its session may be subscribed to what its former entry says, too, until
   * `keepOnly` says that it no longer is. Resolves to that entry's filters, or to `undefined` when there was none.
   *
   * @throws AbortError when the service stops before
   */
  async join(filter: string): Promise<string[] | undefined> {
    const former = await this.untilDone(async (backbone) => {
      const bucket = await openBucket(backbone, INGEST_MEMBERS_BUCKET, this.nats);
      const entry = await bucket.get(this.config.mqtt.clientId);
      return entry?.operation === "PUT" ? decode(entry.string())?.filters : undefined;
    });
    this.filters = [...new Set([filter, ...(former ?? [])])];
    await this.announce();
    void this.keepAnnounced();
    return former;
  }

  /** Resolves when the bucket says that this replica is there: whoever is about to adopt its session leaves that alone then. */
  async announce(): Promise<void> {
    await this.untilDone((backbone) => this.write(backbone, false));
  }

  /** The session is subscribed to this filter and to no other. */
  keepOnly(filter: string): void {
    this.filters = [filter];
  }

  /** Says that this replica has left on purpose. Its session may be adopted like that of one that died. */
  async leave(): Promise<void> {
    if (this.filters.length === 0 || !this.connection.connected) return;
    await this.write(await this.connection.ready(), true).catch((error) => {
      this.logger.warn({ err: error }, "the other replicas will find out by themselves that this one has left");
    });
  }

  /** Whether nothing has been heard of the member since it was found to be gone. @throws when the bucket cannot be asked */
  async isStillGone({ clientId, revision }: Member): Promise<boolean> {
    const bucket = await openBucket(await this.connection.ready(), INGEST_MEMBERS_BUCKET, this.nats);
    return (await bucket.get(clientId))?.revision === revision;
  }

  /** Forgets a member whose session is no more, unless it is back. */
  async forget({ revision }: Member): Promise<void> {
    await removeRevision(await this.connection.ready(), INGEST_MEMBERS_BUCKET, revision);
  }

  private async keepAnnounced(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await delay(BEAT_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.beat();
    }
  }

  private async beat(): Promise<void> {
    try {
      const backbone = await this.connection.ready();
      const bucket = await this.write(backbone, false);
      const entries = await readBucket(backbone, bucket, INGEST_MEMBERS_BUCKET);
      this.failing = false;
      this.known = entries.length;
      const others: Member[] = [];
      for (const entry of entries) {
        const { key: clientId, revision } = entry;
        const member = clientId === this.config.mqtt.clientId ? undefined : decode(entry.string());
        // One at another broker: only a replica that is connected there can help it.
        if (member?.broker === this.config.mqtt.url) others.push({ ...member, clientId, revision });
      }
      if (!this.stopping.signal.aborted) this.onGone(this.absences.note(others));
    } catch (error) {
      if (!this.failing && !this.stopping.signal.aborted) {
        this.logger.warn({ err: error }, "the other replicas cannot be told that this one lives");
      }
      this.failing = true;
    }
  }

  private async write(backbone: Backbone, left: boolean) {
    const bucket = await openBucket(backbone, INGEST_MEMBERS_BUCKET, this.nats);
    const member: IngestMember = { broker: this.config.mqtt.url, filters: [...this.filters], left };
    await bucket.put(this.config.mqtt.clientId, JSON.stringify(member));
    return bucket;
  }

  private untilDone<T>(work: (backbone: Backbone) => Promise<T>): Promise<T> {
    return retry(async () => work(await this.connection.ready()), {
      firstMs: 250,
      longestMs: 2_000,
      signal: this.stopping.signal,
      onFailure: (error, attempt) => {
        if (attempt === 1) this.logger.warn({ err: error }, "this replica cannot announce itself yet");
      },
    });
  }
}

/** `undefined` for what no replica of this version writes. */
function decode(text: string): IngestMember | undefined {
  try {
    const { broker, filters, left } = JSON.parse(text) as Partial<IngestMember>;
    if (typeof broker !== "string" || !Array.isArray(filters)) return undefined;
    return { broker, filters: filters.filter((filter) => typeof filter === "string"), left: left === true };
  } catch {
    return undefined;
  }
}
