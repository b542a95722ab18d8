import { ageOfNext, type JsMsg } from "@gridwatch/backbone";
import { decodeTelemetryBatch, modelId, TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import type { LoadedModel } from "@gridwatch/models";
import { handOver, NotCaughtUp, NotTakenOver } from "./hand-over.js";
import { InsightChannel, ShardLost } from "./insight-channel.js";
import { OffTeller } from "./off-teller.js";
import { isBefore, type Position } from "./position.js";
import { ScoringRun } from "./scoring-run.js";
import type { ShardContext } from "./shard-context.js";
import { ShardFeed, type ShardReading } from "./shard-feed.js";
import { ShardMemory } from "./shard-memory.js";
import { type ShardScorer, stepsAtOnce } from "./shard-scorer.js";
import { type ShardState, ShardStates } from "./shard-states.js";
import { warmUpMs, windowMs } from "./warm-up.js";

/** A state this much older than what was said is not used: to read all since would take longer than to learn anew. */
const OLDEST_STATE_MS = 300_000;

/** So many times within the time after which a unit is silent it is looked which are, once in half a minute at the least. */
const LOOKS_FOR_SILENCE = 4;
const LOOK_FOR_SILENCE_MS = 30_000;

/** How far scoring a shard is behind. */
export interface ShardLag {
  /** Messages that are not scored yet. */
  pending: number;
  /** Age of the oldest of them; 0 when there is none. */
  oldestSeconds: number;
}

/** A model on its way through the shard's messages. */
interface Following {
  model: LoadedModel;
  scorer: ShardScorer;
  run: ScoringRun;
  feed: ShardFeed;
  /** What is known of the units at a position of what this run has said. */
  stateAt: (position: Position) => ShardState | undefined;
  /** Resolves with whether it ended without a failure. */
  end: (reason: Error) => Promise<boolean>;
}

/** The shard's messages while no model is active. */
interface SwitchedOff {
  teller: OffTeller;
  feed: ShardFeed;
}

/**
 * Scores one shard for as long as this replica holds it. Where to begin stands in what was published last; a model warms up
 * on the readings before that, unheard, and so does the one that takes its place.
 */
export class Shard {
  private current: Following | undefined;
  /** On its way to take the place of the current one. */
  private next: ScoringRun | undefined;
  private off: SwitchedOff | undefined;
  private streamCreated = 0;
  /** The last message that a shadow was offered: two models that follow the shard at once come by the same. */
  private offeredUpTo = 0;
  private readonly channel: InsightChannel;
  private readonly memory: ShardMemory;
  private readonly over = new AbortController();
  private readonly signal: AbortSignal;
  private failed: (error: unknown) => void = () => {};
  private change: Promise<void> = Promise.resolve();

  constructor(
    private readonly shard: number,
    private readonly context: ShardContext,
    held: AbortSignal,
  ) {
    this.signal = AbortSignal.any([held, this.over.signal]);
    const { backbone, config, keepStateEveryMs, logger } = context;
    this.channel = new InsightChannel(backbone, config, shard, this.signal, logger);
    this.memory = new ShardMemory(new ShardStates(backbone, config), shard, keepStateEveryMs, logger);
  }

  /**
   * Resolves when it is held no longer.
   * @param model `undefined`: none is active; "unknown": it is not known yet, `use` will tell
   * @throws when it has to be begun anew
   */
  async score(model: LoadedModel | undefined | "unknown"): Promise<void> {
    const failure = new Promise<never>((_, reject) => {
      this.failed = reject;
    });
    const ended = new Promise<void>((resolve) => {
      this.signal.addEventListener("abort", () => resolve(), { once: true });
      if (this.signal.aborted) resolve();
    });
    const { silentAfterMs, logger } = this.context;
    const everyMs = Math.min(LOOK_FOR_SILENCE_MS, silentAfterMs / LOOKS_FOR_SILENCE);
    const looking = setInterval(() => {
      this.endSilent().catch((error: unknown) => logger.debug({ err: error }, "who is silent is not known"));
    }, everyMs);
    try {
      const begun = model === "unknown" ? Promise.resolve() : this.use(model);
      await Promise.race([begun.then(() => ended), failure, ended]);
    } finally {
      clearInterval(looking);
      this.over.abort();
      await this.change.catch(() => undefined);
      await this.giveUp();
      await this.off?.feed.end();
      this.context.shadow()?.forget(this.shard);
    }
  }

  /** Those that are scored here. */
  get units(): number {
    return this.current?.scorer.units ?? 0;
  }

  /**
   * As the leaders of the stream and of the consumer say; `undefined` while nothing reads the shard.
   *
   * @throws JetStreamApiError
   */
  async lag(): Promise<ShardLag | undefined> {
    const { current, off, shard, context } = this;
    const reached = current?.run.handedOnUpTo ?? off?.teller.reached;
    const untaken = await (current ?? off)?.feed.pending();
    if (reached === undefined || untaken === undefined) return undefined;
    // Of a message that is half done the rest is still to do.
    const next = reached.rows === undefined ? reached.seq + 1 : reached.seq;
    const oldestSeconds = await ageOfNext(context.backbone, TELEMETRY_STREAM.name, telemetrySubject(shard), next);
    return { pending: untaken + (current?.run.waitingMessages ?? 0), oldestSeconds };
  }

  /** Of a shard of which nothing waits to be read; of others the readings tell how late it is. */
  private async endSilent(): Promise<void> {
    const { current } = this;
    if (current === undefined || current.scorer.anomalies === 0) return;
    const now = Date.now();
    if ((await current.feed.pending()) !== 0 || !(await current.run.endSilent(now))) return;
    // At once: it follows from no message, so that whoever takes over could not find it out again.
    const state = current.stateAt(current.run.handedOnUpTo);
    if (state !== undefined) await this.memory.keep(state);
  }

  private async giveUp(): Promise<void> {
    const { current } = this;
    const intact = await current?.end(new Error("the shard is given up"));
    const state = intact ? current?.stateAt(current.run.position) : undefined;
    if (state !== undefined) await this.memory.keep(state);
  }

  /**
   * Resolves when the model before is not used any more. What keeps it from that makes the shard be begun anew, unless
   * the model before may go on.
   * @param unless when it aborts, or the next model does not catch up in time, the one before goes on
   * @throws NotTakenOver when the one before goes on
   */
  use(model: LoadedModel | undefined, unless?: AbortSignal): Promise<void> {
    const change = this.change
      .then(() => this.replace(model, unless))
      .catch((error: unknown) => {
        if (this.signal.aborted) return;
        if (error instanceof NotTakenOver && unless !== undefined) throw error;
        this.failed(error);
      });
    this.change = change.catch(() => undefined);
    return change;
  }

  private async replace(model: LoadedModel | undefined, unless: AbortSignal | undefined): Promise<void> {
    if (this.signal.aborted) return;
    const { current, off } = this;
    if (model === undefined) {
      if (off === undefined) await this.switchOff();
    } else if (current === undefined) {
      this.off = undefined;
      await off?.feed.end();
      this.current = await this.begin(model, off?.teller.reached);
    } else if (current.model !== model) {
      this.current = await this.handOver(current, model, unless);
    }
  }

  private async switchOff(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    await current?.run.hold();
    const told = await current?.run.switchOff();
    await current?.end(new Error("no model is active"));
    const { last } = await this.open();
    const teller = new OffTeller(told ?? [], { seq: last }, this.context.maxUnits, async (position, insights) => {
      await this.channel.publish(position, this.streamCreated, insights);
      this.context.counts.published += insights.length;
    });
    const feed = this.feed({
      replay: 0,
      take: async ({ seq, data }) => {
        const readings = this.decoded(data);
        if (readings !== undefined) await teller.take(seq, readings);
      },
      isFinal: (error) => error instanceof ShardLost,
      onFinal: (error) => this.failed(error),
    });
    this.off = { teller, feed };
  }

  /** Where the stream ends, and how far the shard was scored in it. */
  private async open(): Promise<{ last: number; scored: Position | undefined }> {
    const { created, state } = await this.context.backbone.jsm.streams.info(TELEMETRY_STREAM.name);
    this.streamCreated = Date.parse(created);
    const known = await this.channel.open();
    return { last: state.last_seq, scored: known?.streamCreated === this.streamCreated ? known.position : undefined };
  }

  /** @param unscoredUpTo what was read up to here while no model was active; nobody scores it later */
  private async begin(model: LoadedModel, unscoredUpTo: Position | undefined): Promise<Following> {
    const { last, scored } = await this.open();
    const state = scored && (await this.memory.find(modelId(model.manifest), this.streamCreated));
    // A shard that was never scored begins now: what is past is past. Of messages that conclude no step nothing was said.
    const said = unscoredUpTo ?? scored ?? { seq: last };
    const position = state !== undefined && isBefore(said, { seq: state.seq }) ? { seq: state.seq } : said;
    const receivedAt = await this.receivedAt(position.seq);
    const stateOf = state === undefined ? Number.NEGATIVE_INFINITY : await this.receivedAt(state.seq);
    const following =
      receivedAt - stateOf <= OLDEST_STATE_MS
        ? this.follow(model, position, stateOf - windowMs(model.manifest), state)
        : this.follow(model, position, receivedAt - warmUpMs(model.manifest));
    following.run.goLive(position);
    return following;
  }

  /** @throws NotTakenOver */
  private async handOver(before: Following, model: LoadedModel, unless?: AbortSignal): Promise<Following> {
    const { handOverWithinMs, counts } = this.context;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new NotCaughtUp(handOverWithinMs)), handOverWithinMs);
    try {
      const { handedOnUpTo } = before.run;
      const since = (await this.receivedAt(handedOnUpTo.seq)) - warmUpMs(model.manifest);
      const next = this.follow(model, handedOnUpTo, since);
      this.next = next.run;
      const stop = [this.signal, late.signal, ...(unless === undefined ? [] : [unless])];
      const takeOver = () => next.scorer.goOnFrom(before.scorer);
      counts.swapped(await handOver(before, next, AbortSignal.any(stop), takeOver));
      return next;
    } catch (cause) {
      throw new NotTakenOver(modelId(model.manifest), this.shard, cause);
    } finally {
      clearTimeout(timer);
      this.next = undefined;
    }
  }

  /**
   * @param position readings from `since` (epoch milliseconds) up to here are warmed up on
   * @param state what was known of the units at a message in between
   */
  private follow(model: LoadedModel, position: Position, since: number, state?: ShardState): Following {
    const { core, counts, scorerOf, shadow } = this.context;
    const scorer = scorerOf(model);
    let hasSpoken = false;
    const stateAt = ({ seq, rows }: Position): ShardState | undefined => {
      if (!hasSpoken || rows !== undefined) return undefined;
      const { streamCreated } = this;
      return { v: 1, model: modelId(model.manifest), streamCreated, seq, units: scorer.snapshot() };
    };
    const run = new ScoringRun(scorer, core, stepsAtOnce(model.manifest), async (position, insights) => {
      const bytes = await this.channel.publish(position, this.streamCreated, insights);
      hasSpoken = true;
      shadow()?.insights(bytes);
      counts.published += insights.length;
      this.memory.keepWhenDue(() => stateAt(position));
    });
    if (state !== undefined) run.restoreAfter(state.seq, () => scorer.restore(state.units));
    const replay = {
      since: new Date(Math.max(0, since)),
      seq: position.rows === undefined ? position.seq + 1 : position.seq,
    };
    const feed = this.feed({
      replay,
      take: (message) => this.take(run, message),
      isFinal: (error) => error instanceof ShardLost || run.failed,
      // Whoever waits for the next one hears of its failure; the shard goes on without it.
      onFinal: (error) => {
        if (this.next !== run) this.failed(error);
      },
    });
    feed.caughtUp.then((seq) => run.reach(seq));
    const end = async (reason: Error): Promise<boolean> => {
      feed.stop();
      const intact = await run.end(reason);
      await feed.end();
      return intact;
    };
    return { model, scorer, run, feed, stateAt, end };
  }

  private feed(reading: Omit<ShardReading, "shard">): ShardFeed {
    return new ShardFeed(this.context, this.signal, { ...reading, shard: this.shard });
  }

  private async take(run: ScoringRun, { seq, data }: JsMsg): Promise<void> {
    const readings = this.decoded(data);
    if (readings === undefined) return;
    await run.take(seq, readings);
    if (seq <= this.offeredUpTo) return;
    this.offeredUpTo = seq;
    this.context.shadow()?.readings(this.shard, data);
  }

  /** `undefined` for what is no batch. */
  private decoded(data: Uint8Array): ReturnType<typeof decodeTelemetryBatch> | undefined {
    try {
      return decodeTelemetryBatch(data);
    } catch {
      // Storage buries it.
      this.context.counts.unreadableBatches++;
      return undefined;
    }
  }

  /** When the message came, epoch milliseconds; 0, before all that the stream holds, if that one is gone. */
  private async receivedAt(seq: number): Promise<number> {
    if (seq === 0) return 0;
    const message = await this.context.backbone.jsm.streams.getMessage(TELEMETRY_STREAM.name, { seq });
    return message === null ? 0 : message.time.getTime();
  }
}
