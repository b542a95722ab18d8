import { parseArgs } from "node:util";
import { startPlatform, startSimulator } from "@gridwatch/local-stack";
import { chromiumLaunchOptions, temporaryDirectory } from "@gridwatch/testkit";
import { type Browser, chromium } from "playwright-core";
import { loadAverage } from "./machine.js";
import { atLeast, atMost, judge, report } from "./report.js";
import { measureScript } from "./web/first-load.js";
import { measureLighthouse } from "./web/lighthouse.js";
import { measureLiveChart } from "./web/live-chart.js";
import { measureLiveFleet } from "./web/live-fleet.js";
import { measureYear } from "./web/unit-year.js";

/**
 * The page in headless Chromium without a GPU, served by the edge of the whole platform, all of it on this machine. One platform for what is
 * measured once; then one for each fleet, watched for `--seconds` (300). Frames are the animation frames that the page's main thread was given,
 * at most 60 a second; busy is the time of its tasks by `Performance.getMetrics`, those of counting included; the heap is what script keeps after a
 * forced collection, without compiled code, and its growth the slope from the first minute on. `…UnitsNotNewest` counts units of which the page, in its export, has not the
 * last reading that the broker passed on; `…UpdatesPerSecond` are the frames that realtime sent it. `scroll…` is of the table of 10,000 units, through which
 * a wheel is turned for 10 s, about a screen of rows a second. Beside each part stands the machine's load average when it ended.
 */
const { values: options } = parseArgs({ options: { seconds: { type: "string", default: "300" } } });
const seconds = Number(options.seconds);
if (!(seconds >= 10)) throw new Error(`--seconds must be a number from 10 on, not ${options.seconds}`);

const SMALL_FLEET = { devices: 25, intervalMs: 1_000 };
const FLEET = {
  ...{ devices: 1_000, intervalMs: 1_000 },
  ...{ path: "/", selector: "[data-testid^=unit-row-]", scrolled: false },
};
const MATRIX = {
  ...{ devices: 10_000, intervalMs: 10_000 },
  ...{ path: "/?view=matrix&sort=unit", selector: "[role=gridcell]", scrolled: true },
};
const VIEWPORT = { width: 1_920, height: 1_080 };
/** The year is that of readings a year old. */
const KEEP_A_YEAR = { TELEMETRY_RETENTION_DAYS: "400" };

const prefixed = (prefix: string, figures: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [`${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]),
  );

async function measureOnce(dir: string) {
  const env = { ingest: KEEP_A_YEAR, storage: KEEP_A_YEAR, analytics: KEEP_A_YEAR };
  const platform = await startPlatform({ dir, env });
  const browser = await chromium.launch(chromiumLaunchOptions());
  try {
    const simulator = await startSimulator({ dir }, platform.mosquitto, { ...SMALL_FLEET, faults: true });
    const firstLoad = await measureFirstLoad(browser, platform.url).finally(() => simulator.stop());
    const chart = await measureLiveChart(browser, platform);
    const chartLoad = loadAverage();
    // Last, as a year that is written has to be rolled up, beside whatever is measured then.
    const year = await measureYear(browser, platform);
    return {
      figures: { ...firstLoad.figures, ...year, ...chart },
      loads: { firstLoad: firstLoad.load, chart: chartLoad, year: loadAverage() },
    };
  } finally {
    await browser.close();
    await platform.stop();
  }
}

async function measureFirstLoad(browser: Browser, url: string) {
  const figures = { ...(await measureScript(browser, url)), ...(await measureLighthouse(url)) };
  return { figures, load: loadAverage() };
}

async function measureFleet(dir: string, fleet: typeof FLEET) {
  const browser = await chromium.launch(chromiumLaunchOptions());
  try {
    return await measureLiveFleet(browser, dir, { ...fleet, viewport: VIEWPORT }, seconds);
  } finally {
    await browser.close();
  }
}

const directory = await temporaryDirectory("bench-web");
try {
  const once = await measureOnce(`${directory.path}/once`);
  const fleet = await measureFleet(`${directory.path}/fleet`, FLEET);
  const matrix = await measureFleet(`${directory.path}/matrix`, MATRIX);
  const figures = {
    ...once.figures,
    ...prefixed("fleet", fleet.figures),
    ...prefixed("matrix", matrix.figures),
    ...prefixed("scroll", matrix.scroll ?? {}),
    seconds,
    loadAverage: { ...once.loads, fleet: fleet.load, matrix: matrix.load },
  };
  report(
    "web",
    judge(figures, {
      firstLoadScriptKb: atMost(200),
      lighthousePerformance: atLeast(95),
      lighthouseAccessibility: atLeast(100),
      lighthouseBestPractices: atLeast(100),
      yearMs: atMost(300),
      chartUpdateMs: atMost(4),
      fleetFramesPerSecond: atLeast(55),
      fleetBusyPercent: atMost(30),
      fleetHeapGrowthPercentPerMinute: atMost(0.5),
      // Realtime sends four a second.
      fleetUpdatesPerSecond: atLeast(3.8),
      fleetUnitsNotNewest: atMost(0),
      matrixFramesPerSecond: atLeast(55),
      matrixBusyPercent: atMost(30),
      matrixHeapGrowthPercentPerMinute: atMost(0.5),
      matrixUpdatesPerSecond: atLeast(3.8),
      matrixUnitsNotNewest: atMost(0),
      scrollFramesPerSecond: atLeast(55),
    }),
  );
} finally {
  await directory.remove();
}
