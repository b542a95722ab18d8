import { setTimeout as delay } from "node:timers/promises";
import type { CDPSession, Page } from "playwright-core";
import { liveBytes } from "./live-bytes.js";

/** What a page took for some seconds. */
export interface Usage {
  seconds: number;
  /** Animation frames that the page was given: one that the main thread was too busy for is missing. */
  frames: number;
  longestFrameMs: number;
  /** Of the main thread, in tasks of any kind: script, style, layout, painting, collecting garbage. */
  busySeconds: number;
}

/** Sources are text: types of the page's world are none of the benchmark's. */
const COUNT_FRAMES = `
  globalThis.frameTally = { frames: 0, longestMs: 0, last: performance.now() };
  requestAnimationFrame(function count(now) {
    frameTally.frames++;
    frameTally.longestMs = Math.max(frameTally.longestMs, now - frameTally.last);
    frameTally.last = now;
    requestAnimationFrame(count);
  });
`;
const READ_FRAMES = "({ ...frameTally, at: performance.now() })";

/** Counts an open page's frames, the time of its main thread and what it keeps in memory, by the browser's own accounts. */
export class PageMeter {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
  ) {}

  static async attach(page: Page): Promise<PageMeter> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    await page.evaluate(COUNT_FRAMES);
    return new PageMeter(page, session);
  }

  /** Asks nothing of the page meanwhile. */
  async watch(seconds: number): Promise<Usage> {
    const before = await this.account();
    await this.page.evaluate("void (frameTally.longestMs = 0)");
    await delay(seconds * 1_000);
    const after = await this.account();
    return {
      seconds: (after.at - before.at) / 1_000,
      frames: after.frames - before.frames,
      longestFrameMs: after.longestMs,
      busySeconds: after.busySeconds - before.busySeconds,
    };
  }

  /** Halts the page for so long as a snapshot of its heap takes. */
  async liveBytes(): Promise<number> {
    return liveBytes(this.session);
  }

  private async account() {
    const { metrics } = await this.session.send("Performance.getMetrics");
    const busySeconds = metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
    const tally = (await this.page.evaluate(READ_FRAMES)) as { frames: number; longestMs: number; at: number };
    return { ...tally, busySeconds };
  }
}
