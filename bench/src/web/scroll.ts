import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import { rounded } from "../report.js";
import { PageMeter } from "./page-meter.js";

const SECONDS = 10;
/** A wheel that is turned without a pause: about a screen of rows a second. */
const NOTCH = { px: 100, everyMs: 100 };

/** Turns the wheel over the fleet's table for 10 s, down from its first row, while its units go on reporting. */
export async function measureScroll(page: Page) {
  const table = page.getByRole("region", { name: "Units" });
  await table.hover();
  const meter = await PageMeter.attach(page);
  const [usage] = await Promise.all([meter.watch(SECONDS), turnWheel(page)]);
  return {
    framesPerSecond: rounded(usage.frames / usage.seconds),
    longestFrameMs: rounded(usage.longestFrameMs),
    busyPercent: rounded((100 * usage.busySeconds) / usage.seconds),
    /** That it was scrolled at all. */
    pixels: await table.evaluate((region) => region.scrollTop),
  };
}

async function turnWheel(page: Page): Promise<void> {
  const end = performance.now() + SECONDS * 1_000;
  while (performance.now() < end) {
    await page.mouse.wheel(0, NOTCH.px);
    await delay(NOTCH.everyMs);
  }
}
