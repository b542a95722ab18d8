import { Injectable } from "@nestjs/common";

/** Counted in plain numbers, which become metrics when somebody asks. */
@Injectable()
export class PredictCounts {
  /** Insights that stand in INSIGHTS. */
  published = 0;
  unreadableBatches = 0;
  /** Readings of units beyond the limit. */
  unwatched = 0;
  /** Readings of a step that was concluded before they came. */
  late = 0;
  /** Windows that went through a model. */
  scored = 0;
  modelCalls = 0;
  modelSeconds = 0;
  swaps = 0;
  /** Of all swaps, the longest time without a batch being begun. */
  longestSwapPauseMs = 0;

  ran(windows: number, ms: number): void {
    this.scored += windows;
    this.modelCalls++;
    this.modelSeconds += ms / 1_000;
  }

  swapped(pauseMs: number): void {
    this.swaps++;
    this.longestSwapPauseMs = Math.max(this.longestSwapPauseMs, pauseMs);
  }
}
