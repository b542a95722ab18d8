import type { AnomalyEvent, Insight } from "@gridwatch/contracts";
import { Observable } from "./observable.js";

/** An anomaly as the last insight that told of it knew it. */
export interface SeenAnomaly {
  readonly event: AnomalyEvent;
  /** The step of that insight, epoch milliseconds. */
  readonly at: number;
  readonly model: Insight["model"];
}

/** What was said live of one unit. */
export interface LiveInsights {
  readonly newest: Insight | undefined;
  /** Of the last minutes, in the order of their steps. */
  readonly recent: readonly Insight[];
  readonly anomalies: readonly SeenAnomaly[];
}

/** A model that steps faster than this many times in the window keeps its newest. */
const MAX_RECENT = 6_000;
/** The database knows the others. */
const MAX_ANOMALIES = 200;

/** Keeps what models say of one unit over the last `windowMs`, and its anomalies, whatever the order they arrive in. */
export class InsightTrail {
  readonly insights = new Observable<LiveInsights>({ newest: undefined, recent: [], anomalies: [] });
  private readonly byStep = new Map<number, Insight>();
  private readonly anomalies = new Map<string, SeenAnomaly>();

  constructor(
    private readonly device: string,
    private readonly windowMs: number,
  ) {}

  append(insights: Iterable<Insight>): void {
    let grew = false;
    for (const insight of insights) {
      if (insight.device !== this.device) continue;
      // That an anomaly ended with a step is told without its score when another model takes over.
      if (insight.score !== undefined || !this.byStep.has(insight.at)) this.byStep.set(insight.at, insight);
      this.noteAnomaly(insight);
      grew = true;
    }
    if (!grew) return;
    const all = [...this.byStep.values()].sort((a, b) => a.at - b.at);
    const newest = all.at(-1);
    const oldest = (newest?.at ?? 0) - this.windowMs;
    const recent = all.filter(({ at }) => at >= oldest).slice(-MAX_RECENT);
    this.byStep.clear();
    for (const insight of recent) this.byStep.set(insight.at, insight);
    this.insights.set({ newest, recent, anomalies: [...this.anomalies.values()] });
  }

  private noteAnomaly({ at, event, model }: Insight): void {
    if (event === undefined) return;
    const known = this.anomalies.get(event.id);
    if (known !== undefined && known.at > at) return;
    this.anomalies.set(event.id, { event, at, model });
    const [first] = this.anomalies.keys();
    if (this.anomalies.size > MAX_ANOMALIES && first !== undefined) this.anomalies.delete(first);
  }
}
