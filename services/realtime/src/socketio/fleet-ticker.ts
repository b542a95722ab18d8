import { inSpanOfEach, type TracePlace, tracePlace, type Work } from "@gridwatch/service-kit";

/** At most four frames a second. */
export const FLEET_FRAME_MS = 250;

/** What happened in the fleet since the last frame. */
export interface FleetChanges {
  /** Rows of the latest values, or insights, that changed. */
  rows: ReadonlySet<number>;
  /** How many readings, or insights, brought that about. */
  count: number;
}

/**
 * Collects what changes and lets it go as one frame: at once when the last frame is long enough ago, else as soon as
 * it is. Nothing runs while nothing changes.
 */
export class FleetTicker {
  private rows = new Set<number>();
  private count = 0;
  private places: TracePlace[] = [];
  private timer: NodeJS.Timeout | undefined;
  private nextAt = 0;

  constructor(
    private readonly work: Work,
    private readonly onFrame: (changes: FleetChanges) => void,
    private readonly frameMs = FLEET_FRAME_MS,
  ) {}

  add(rows: Iterable<number>, count: number): void {
    for (const row of rows) this.rows.add(row);
    this.count += count;
    if (this.rows.size === 0) return;
    const place = tracePlace();
    if (place !== undefined) this.places.push(place);
    this.timer ??= setTimeout(() => this.tick(), Math.max(0, this.nextAt - performance.now()));
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private tick(): void {
    const changes = { rows: this.rows, count: this.count };
    const { places } = this;
    this.timer = undefined;
    this.nextAt = performance.now() + this.frameMs;
    this.rows = new Set();
    this.count = 0;
    this.places = [];
    inSpanOfEach(places, this.work, () => this.onFrame(changes));
  }
}
