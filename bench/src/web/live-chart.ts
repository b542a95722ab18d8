import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { MosquittoHandle, Platform } from "@gridwatch/local-stack";
import { eventually } from "@gridwatch/testkit";
import { connectAsync } from "mqtt";
import type { Browser, Page } from "playwright-core";
import { median, rounded } from "../report.js";
import { PageMeter } from "./page-meter.js";
import { publishPast, reading } from "./past-readings.js";
import { type TimerRun, traceTimers } from "./timer-trace.js";

/** Of each the input and three phases: eight lines. They are read at the same times, which are the rows of the chart. */
const UNITS = ["chart-a", "chart-b"];
const METRICS = ["input_voltage", "out_voltage1", "out_voltage2", "out_voltage3"];
/** Of what a live chart shows. */
const SPAN_MS = 300_000;
/** 3,750 rows. */
const EVERY_MS = 80;
/** A page stays open for hours, its code compiled; drawn once a second, it takes a while. */
const WARM_UP_SECONDS = 40;
const SECONDS = 20;

/**
 * A live chart of 8 lines × 3,600 points and more, on the page that compares units. The page draws it anew with each second of the platform's
 * clock, in one run of a timer: React, the words and figures around it, and the chart's own drawing into its canvas. Of each second the longest run
 * of any timer counts. The pixels come later, from the graphics card; where there is none, as here, the main thread makes them too, which
 * `chartPageBusyPercent` holds with all else that the page does.
 */
export async function measureLiveChart(browser: Browser, platform: Platform) {
  const page = await browser.newPage();
  await page.goto(`${platform.url}/compare?units=${UNITS.join()}&metric=${METRICS.join()}`);
  await page.locator("[data-testid=connection-state][data-status=live]").waitFor();
  const reports = await Reports.begin(platform.mosquitto);
  try {
    const enough = SPAN_MS / EVERY_MS - 100;
    const rows = await eventually(
      async () => {
        const drawn = await rowsDrawn(page);
        if (drawn < enough) throw new Error(`the chart has ${drawn} rows`);
        return drawn;
      },
      { timeoutMs: 60_000, everyMs: 1_000 },
    );
    await delay(WARM_UP_SECONDS * 1_000);
    const meter = await PageMeter.attach(page);
    const usage = await meter.watch(SECONDS);
    const runs = longestOfEachSecond(await traceTimers(page, () => delay(SECONDS * 1_000)));
    const milliseconds = runs.map(({ ms }) => ms);
    return {
      chartUpdateMs: rounded(median(milliseconds), 2),
      chartUpdateCpuMs: rounded(median(runs.map(({ cpuMs }) => cpuMs)), 2),
      chartUpdateSlowestMs: rounded(Math.max(...milliseconds), 2),
      chartPageBusyPercent: rounded((100 * usage.busySeconds) / usage.seconds),
      chartRows: rows,
    };
  } finally {
    await reports.end();
    await page.close();
  }
}

/** Two units that report every 80 ms, and have done so for as long as a live chart goes back. */
class Reports {
  private constructor(
    private readonly timer: NodeJS.Timeout,
    private readonly close: () => Promise<void>,
  ) {}

  static async begin(broker: MosquittoHandle): Promise<Reports> {
    const client = await connectAsync(broker.url, broker.credentials("device"));
    let next = Math.floor(Date.now() / EVERY_MS) * EVERY_MS;
    await publishPast(broker, { units: UNITS, from: next - SPAN_MS, to: next, everyMs: EVERY_MS });
    const timer = setInterval(() => {
      for (; next <= Date.now(); next += EVERY_MS) {
        for (const [place, unit] of UNITS.entries())
          client.publish(`sensors/${unit}/telemetry`, JSON.stringify(reading(next, place)), { qos: 1 });
      }
    }, EVERY_MS);
    return new Reports(timer, () => client.endAsync());
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.close();
  }
}

/** By the chart's own export, without its head. */
async function rowsDrawn(page: Page): Promise<number> {
  await page.getByRole("button", { name: /^Export / }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Numbers (CSV)" }).click();
  const csv = await readFile(await (await downloading).path(), "utf8");
  return csv.trimEnd().split("\r\n").length - 1;
}

function longestOfEachSecond(runs: readonly TimerRun[]): TimerRun[] {
  const longest = new Map<number, TimerRun>();
  for (const run of runs) {
    const second = Math.floor(run.atMs / 1_000);
    if (run.ms > (longest.get(second)?.ms ?? 0)) longest.set(second, run);
  }
  // The first and the last second are not whole.
  return [...longest.values()].slice(1, -1);
}
