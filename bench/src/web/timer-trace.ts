import type { Page } from "playwright-core";

interface TraceEvent {
  name: string;
  /** Microseconds: when it began, how long it took, and how much of that its thread was at work. */
  ts: number;
  dur?: number;
  tdur?: number;
}

/** One run of a timer's callback, with all that it led to before the main thread was free again. */
export interface TimerRun {
  atMs: number;
  ms: number;
  cpuMs: number;
}

/** The runs of a page's timers while `action` lasts, by the browser's own trace. No other page may be open. */
export async function traceTimers(page: Page, action: () => Promise<unknown>): Promise<TimerRun[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", { categories: "-*,devtools.timeline", transferMode: "ReportEvents" });
  await action();
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return events
    .filter(({ name }) => name === "TimerFire")
    .map(({ ts, dur = 0, tdur = 0 }) => ({ atMs: ts / 1_000, ms: dur / 1_000, cpuMs: tdur / 1_000 }));
}
