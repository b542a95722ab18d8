import type { LoadedModel } from "@gridwatch/models";
import { Injectable } from "@nestjs/common";
import { SeenSteps } from "../drift/seen-steps.js";

interface Cost {
  windows: number;
  seconds: number;
}

/** Counted in plain numbers, which become metrics when somebody asks. */
@Injectable()
export class PredictCounts {
  /** Insights that stand in INSIGHTS. */
  published = 0;
  unreadableBatches = 0;
  /** Readings of units beyond the limit. */
  unwatched = 0;
  /** Readings that came when no window saw their step any more. */
  late = 0;
  /** Windows that went through a model. */
  scored = 0;
  modelSeconds = 0;
  swaps = 0;
  /** Of all swaps, the longest time without a batch being begun. */
  longestSwapPauseMs = 0;

  /** Hears of each call of a model, for a batch of windows. */
  onModelCall: (seconds: number) => void = () => {};

  private readonly seen = new WeakMap<LoadedModel, SeenSteps>();
  private readonly costs = new WeakMap<LoadedModel, Cost>();

  ran(model: LoadedModel, windows: number, ms: number): void {
    const before = this.costOf(model);
    this.costs.set(model, { windows: before.windows + windows, seconds: before.seconds + ms / 1_000 });
    this.scored += windows;
    this.modelSeconds += ms / 1_000;
    this.onModelCall(ms / 1_000);
  }

  /** Of all that went through the model since it was loaded. */
  costOf(model: LoadedModel): Cost {
    return this.costs.get(model) ?? { windows: 0, seconds: 0 };
  }

  /** The steps that the model has scored and others have heard of. */
  seenBy(model: LoadedModel): SeenSteps {
    let seen = this.seen.get(model);
    if (seen === undefined) {
      seen = new SeenSteps(model.manifest, Date.now());
      this.seen.set(model, seen);
    }
    return seen;
  }

  swapped(pauseMs: number): void {
    this.swaps++;
    this.longestSwapPauseMs = Math.max(this.longestSwapPauseMs, pauseMs);
  }
}
