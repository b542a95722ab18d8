import { freePort } from "@gridwatch/local-stack";
import { chromiumLaunchOptions } from "@gridwatch/testkit";
import lighthouse, { desktopConfig, type Result } from "lighthouse";
import { chromium } from "playwright-core";
import { median, rounded } from "../report.js";

const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
const TIMES = {
  firstContentfulPaintMs: "first-contentful-paint",
  largestContentfulPaintMs: "largest-contentful-paint",
  speedIndexMs: "speed-index",
  totalBlockingMs: "total-blocking-time",
  layoutShift: "cumulative-layout-shift",
} as const;
/** Its times differ from one run to the next. */
const RUNS = 3;
/** Now and then the browser's trace lacks the page's beginning, and it has to look again. */
const ATTEMPTS = 6;
/** Of the trace or the load, not of the page. */
const TRACE_FAULTS = ["NO_NAVSTART", "NO_FCP", "NO_LCP", "NO_TRACING_STARTED"];

/**
 * What Lighthouse finds, in a browser of its own, with its preset for desktops: a network of 40 ms and 10 Mbit/s is reckoned with, the
 * processor is as it is.
 *
 * @returns scores from 0 to 100, of performance and its times the median, else the lowest; and the audits that cost points in any run
 */
export async function measureLighthouse(url: string) {
  const results = await runs(url);
  const scores = (category: (typeof CATEGORIES)[number]) =>
    results.map(({ categories }) => Math.round(100 * (categories[category]?.score ?? Number.NaN)));
  const time = (audit: string) =>
    rounded(median(results.map(({ audits }) => audits[audit]?.numericValue ?? Number.NaN)), 2);
  return {
    lighthousePerformance: median(scores("performance")),
    lighthouseAccessibility: Math.min(...scores("accessibility")),
    lighthouseBestPractices: Math.min(...scores("best-practices")),
    lighthouseFaults: [...new Set(results.flatMap(faults))],
    lighthouse: Object.fromEntries(Object.entries(TIMES).map(([name, audit]) => [name, time(audit)])),
  };
}

async function runs(url: string): Promise<Result[]> {
  const { args, ...options } = chromiumLaunchOptions();
  const port = await freePort();
  const browser = await chromium.launch({ ...options, args: [...args, `--remote-debugging-port=${port}`] });
  const results: Result[] = [];
  try {
    for (let attempt = 0; attempt < ATTEMPTS && results.length < RUNS; attempt++) {
      const flags = { port, logLevel: "error" as const, onlyCategories: [...CATEGORIES] };
      const result = await lighthouse(url, flags, desktopConfig);
      if (result === undefined) throw new Error("Lighthouse gave no result");
      const { runtimeError } = result.lhr;
      if (runtimeError === undefined) results.push(result.lhr);
      else if (!TRACE_FAULTS.includes(runtimeError.code) || attempt === ATTEMPTS - 1)
        throw new Error(`Lighthouse cannot judge the page: ${runtimeError.message}`);
    }
  } finally {
    await browser.close();
  }
  return results;
}

/** Audits below full marks that count. */
function faults({ categories, audits }: Result): string[] {
  return CATEGORIES.flatMap((name) =>
    (categories[name]?.auditRefs ?? []).flatMap(({ id, weight }) => {
      const score = audits[id]?.score ?? 1;
      return weight > 0 && score < 1 ? [`${id} ${score}`] : [];
    }),
  );
}
