import { setTimeout as delay } from "node:timers/promises";
import { type SimulatedFleet, startPlatform, startSimulator } from "@gridwatch/local-stack";
import { eventually, queryInflux, readMetric } from "@gridwatch/testkit";
import type { Browser, Page } from "playwright-core";
import { loadAverage } from "../machine.js";
import { rounded } from "../report.js";
import { slopePerMinute } from "./heap-trend.js";
import { PageMeter } from "./page-meter.js";
import { PublishedReadings } from "./published-readings.js";
import { measureScroll } from "./scroll.js";
import { exportedUnits, isNewest } from "./shown-units.js";

export interface LiveFleet extends SimulatedFleet {
  /** Of the page, with its search. */
  path: string;
  /** Is there once the page shows units. */
  selector: string;
  viewport: { width: number; height: number };
  /** Whether it is scrolled through as a table before it is watched. */
  scrolled: boolean;
}

/** Of the page: the fleet as a table, in an order that stays. */
const TABLE_PATH = "/?sort=unit";
const ROW = "[data-testid^=unit-row-]";

const WATCH_SECONDS = 10;
/** So often the heap is looked at, while nothing is watched: it halts the page. The first minute is for the page to fill its caches. */
const HEAP_EVERY_SECONDS = 60;
/** What waited meanwhile is taken in before it is watched again. */
const CATCH_UP_MS = 1_000;
/** More than the window of the model that is shipped, and what it learns of a unit first. */
const SCORED_WITHIN_MS = 600_000;
/** One unit after the other. */
const FORECAST_WITHIN_MS = 900_000;
/** More than it takes to the database or to the page. */
const ARRIVED_WITHIN_MS = 15_000;

/** Opens a page on a fleet that reports, and watches it for so long. */
export async function measureLiveFleet(browser: Browser, dir: string, fleet: LiveFleet, seconds: number) {
  const platform = await startPlatform({ dir });
  try {
    const simulator = await startSimulator({ dir }, platform.mosquitto, fleet);
    const soon = { timeoutMs: 2 * fleet.intervalMs + ARRIVED_WITHIN_MS };
    await eventually(async () => {
      const { total } = (await (await fetch(`${platform.url}/api/v1/devices?limit=1`)).json()) as { total: number };
      if (total < fleet.devices) throw new Error(`only ${total} of ${fleet.devices} units are stored`);
    }, soon);
    // What the page knows of a unit is to be all there before its heap is said to grow.
    await eventually(
      async () => {
        const scored = await queryInflux(platform.influx, 'SELECT LAST("score") FROM "insights" GROUP BY "device"');
        if (scored.length < fleet.devices)
          throw new Error(`only ${scored.length} of ${fleet.devices} units have a score`);
      },
      { timeoutMs: SCORED_WITHIN_MS, everyMs: 5_000 },
    );
    if (seconds > HEAP_EVERY_SECONDS) {
      await eventually(
        async () => {
          const told = await readMetric(platform.service("predict").url, "gridwatch_predict_forecasts_total", {
            reason: "INSUFFICIENT_DATA",
          });
          if (told < fleet.devices)
            throw new Error(`only ${told} of ${fleet.devices} units have been looked at for a forecast`);
        },
        { timeoutMs: FORECAST_WITHIN_MS, everyMs: 5_000 },
      );
    }
    const page = await browser.newPage({ viewport: fleet.viewport });
    const scroll = fleet.scrolled ? await scrollTable(page, platform.url) : undefined;
    await page.goto(`${platform.url}${fleet.path}`);
    await page.locator(fleet.selector).first().waitFor();

    const framesSent = () =>
      readMetric(platform.service("realtime").url, "gridwatch_realtime_frames_total", { room: "fleet" });
    const [sentBefore, began] = [await framesSent(), performance.now()];
    const usage = await watch(page, seconds);
    const sent = (await framesSent()) - sentBefore;
    const updatesPerSecond = rounded(sent / ((performance.now() - began) / 1_000));
    const load = loadAverage();

    const published = await PublishedReadings.follow(platform.mosquitto);
    await eventually(() => {
      if (published.newest.size < fleet.devices) throw new Error(`only ${published.newest.size} units report`);
    }, soon);
    await simulator.stop();
    const unitsNotNewest = await countNotNewest(page, published);
    await published.close();
    await page.close();
    return { figures: { ...usage, updatesPerSecond, unitsNotNewest }, scroll, load };
  } finally {
    await platform.stop();
  }
}

async function scrollTable(page: Page, url: string) {
  await page.goto(`${url}${TABLE_PATH}`);
  await page.locator(ROW).first().waitFor();
  return measureScroll(page);
}

async function watch(page: Page, seconds: number) {
  const meter = await PageMeter.attach(page);
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1_000;
  const heapEvery = Math.min(HEAP_EVERY_SECONDS, seconds / 3);
  const total = { seconds: 0, frames: 0, busySeconds: 0, longestFrameMs: 0 };
  const heap: { seconds: number; bytes: number }[] = [];
  while (elapsed() < seconds) {
    const usage = await meter.watch(Math.min(WATCH_SECONDS, seconds / 6));
    total.seconds += usage.seconds;
    total.frames += usage.frames;
    total.busySeconds += usage.busySeconds;
    total.longestFrameMs = Math.max(total.longestFrameMs, usage.longestFrameMs);
    if (elapsed() < heapEvery * (heap.length + 1)) continue;
    heap.push({ seconds: elapsed(), bytes: await meter.liveBytes() });
    await delay(CATCH_UP_MS);
  }
  const lastBytes = heap.at(-1)?.bytes ?? Number.NaN;
  return {
    framesPerSecond: rounded(total.frames / total.seconds),
    longestFrameMs: rounded(total.longestFrameMs),
    busyPercent: rounded((100 * total.busySeconds) / total.seconds),
    heapMb: rounded(lastBytes / 1e6),
    heapGrowthPercentPerMinute: rounded((100 * slopePerMinute(heap)) / lastBytes, 2),
  };
}

/** Units whose newest reading, by the page's own export, is not the last that was published. 0 as soon as there are none. */
async function countNotNewest(page: Page, { newest }: PublishedReadings): Promise<number> {
  let missing = newest.size;
  const look = async () => {
    const shown = await exportedUnits(page);
    missing = [...newest].filter(([unit, reading]) => !isNewest(shown.get(unit), reading)).length;
    if (missing > 0) throw new Error(`${missing} units are not shown with their newest reading`);
  };
  await eventually(look, { timeoutMs: ARRIVED_WITHIN_MS, everyMs: 500 }).catch(() => undefined);
  return missing;
}
