import type { Backbone, NatsConfig } from "@gridwatch/backbone";
import { SHARD_STATES_STORE } from "@gridwatch/contracts";
import { StorageType } from "@nats-io/jetstream";
import { type ObjectStore, Objm } from "@nats-io/obj";
import type { KnownUnit } from "./shard-scorer.js";

/** What was learned of a shard's units, and which anomalies were open, once all up to a message had been concluded. */
export interface ShardState {
  v: 1;
  /** `name@version` */
  model: string;
  /** Of TELEMETRY, epoch milliseconds. */
  streamCreated: number;
  seq: number;
  units: KnownUnit[];
}

/** The shards' states on the backbone, of each shard the newest, for whoever holds it next. */
export class ShardStates {
  constructor(
    private readonly backbone: Backbone,
    private readonly config: NatsConfig,
  ) {}

  /** `undefined` while there is none that this version understands. */
  async read(shard: number): Promise<ShardState | undefined> {
    const bytes = await (await this.open()).getBlob(String(shard));
    if (bytes === null) return undefined;
    const state = JSON.parse(new TextDecoder().decode(bytes)) as ShardState;
    return state.v === 1 ? state : undefined;
  }

  async write(shard: number, state: ShardState): Promise<void> {
    await (await this.open()).putBlob({ name: String(shard) }, new TextEncoder().encode(JSON.stringify(state)));
  }

  private open(): Promise<ObjectStore> {
    return new Objm(this.backbone.nc).create(SHARD_STATES_STORE, {
      description: "What predict has learned of the units of each shard",
      storage: StorageType.File,
      replicas: this.config.streamReplicas,
    });
  }
}
