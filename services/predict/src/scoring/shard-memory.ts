import type { Logger } from "@gridwatch/service-kit";
import type { ShardState, ShardStates } from "./shard-states.js";

/** Keeps a shard's state for whoever holds it next, now and then. Scoring never waits for it, and goes on without it. */
export class ShardMemory {
  private keeping: Promise<void> = Promise.resolve();
  private isKeeping = false;
  private nextAt: number;

  constructor(
    private readonly states: Pick<ShardStates, "read" | "write">,
    private readonly shard: number,
    private readonly everyMs: number,
    private readonly logger: Logger,
  ) {
    // Shards that were taken together are not kept together.
    this.nextAt = performance.now() + Math.random() * everyMs;
  }

  /** What was kept under this model and of this stream. */
  async find(model: string, streamCreated: number): Promise<ShardState | undefined> {
    try {
      const state = await this.states.read(this.shard);
      return state?.model === model && state.streamCreated === streamCreated ? state : undefined;
    } catch (error) {
      this.logger.warn(
        { err: error, shard: this.shard },
        "what was learned of a shard cannot be read: it is learned anew",
      );
      return undefined;
    }
  }

  /** @param stateNow is asked at once, and only when it is time; `undefined`: it cannot be told now */
  keepWhenDue(stateNow: () => ShardState | undefined): void {
    if (this.isKeeping || performance.now() < this.nextAt) return;
    const state = stateNow();
    if (state === undefined) return;
    this.nextAt = performance.now() + this.everyMs;
    void this.keep(state);
  }

  /** Resolves when it is kept, or cannot be. */
  keep(state: ShardState): Promise<void> {
    this.isKeeping = true;
    this.keeping = this.keeping
      .then(() => this.states.write(this.shard, state))
      .catch((error: unknown) => this.logger.warn({ err: error, shard: this.shard }, "a shard's state is not kept"))
      .finally(() => {
        this.isKeeping = false;
      });
    return this.keeping;
  }
}
