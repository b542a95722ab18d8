import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { AnomalyList, FleetForecasts } from "@gridwatch/contracts";
import { REPOSITORY_ROOT } from "@gridwatch/local-stack";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../browser.js";
import { DESK, OpenedPage, PHONE } from "../opened-page.js";

/* npm run screenshots: every page in both themes, of a platform such as `npm start -- --faults --history 8` runs. */

const FOLDER = join(REPOSITORY_ROOT, "docs/screenshots");
const MINUTES = 60_000;
const UNITS = 25;
/** After so long every live chart is full, and most faults have shown. */
const LIVE_MS = 8 * MINUTES;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let stack: ChildProcess;
let browser: Browser;
let url: string;

beforeAll(async () => {
  directory = await temporaryDirectory("screenshots");
  const options = ["--data", directory.path, "--devices", String(UNITS), "--faults", "--history", "8"];
  stack = spawn(process.execPath, [join(REPOSITORY_ROOT, "tools/stack/dist/main.js"), ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  url = await addressOf(stack);
  const began = performance.now();
  await eventually(
    async () => {
      expect(performance.now() - began).toBeGreaterThan(LIVE_MS);
      expect((await forecasts()).length).toBe(UNITS);
      expect(await abnormalUnit()).toBeDefined();
    },
    { timeoutMs: 20 * MINUTES, everyMs: 5_000 },
  );
  browser = await launchBrowser();
}, 25 * MINUTES);

afterAll(async () => {
  await browser?.close();
  if (stack?.exitCode === null) {
    stack.kill("SIGINT");
    await once(stack, "exit");
  }
  await directory.remove();
}, MINUTES);

/** Where the page is, once the stack says so. */
async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("the stack's output is not to be read");
  for await (const line of createInterface(stdout)) {
    const address = /^ {2}page {3}(\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      stdout.resume();
      return address;
    }
  }
  throw new Error("the stack ended before the page was served");
}

async function ask<T>(path: string): Promise<T> {
  return (await (await fetch(`${url}${path}`)).json()) as T;
}

async function forecasts(): Promise<FleetForecasts["forecasts"]> {
  return (await ask<FleetForecasts>("/api/v1/forecasts")).forecasts.filter(({ reason }) => reason === "FORECAST");
}

async function abnormalUnit(): Promise<string | undefined> {
  return (await ask<AnomalyList>("/api/v1/insights?state=open")).anomalies[0]?.device;
}

interface Picture {
  name: string;
  path: () => string | Promise<string>;
  viewport?: typeof DESK;
  /** Down to where the page ends, and not only what a desk shows of it at once. */
  whole?: boolean;
}

const PICTURES: readonly Picture[] = [
  { name: "fleet", path: () => "/" },
  { name: "fleet-matrix", path: () => "/?view=matrix" },
  { name: "fleet-phone", path: () => "/", viewport: PHONE },
  { name: "unit", path: async () => `/units/${await abnormalUnit()}`, whole: true },
  { name: "unit-weekly", path: async () => `/units/${(await forecasts())[0]?.device}?range=weekly`, whole: true },
  { name: "compare", path: () => "/compare?units=unit-001,unit-002,unit-003,unit-004&metric=out_voltage1" },
  { name: "insights", path: () => "/insights" },
  { name: "models", path: () => "/models", whole: true },
  { name: "system", path: () => "/system", whole: true },
  { name: "readiness", path: () => "/system/readiness", whole: true },
];

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  it.each(PICTURES)("takes a picture of $name", async ({ name, path, viewport = DESK, whole = false }) => {
    const opened = await OpenedPage.open(browser, `${url}${await path()}`, { colorScheme, viewport });
    try {
      await opened.page.getByRole("main").waitFor();
      await eventually(async () => {
        // What holds the place of something that is on its way.
        expect(await opened.page.locator("[aria-busy=true], .animate-pulse").count()).toBe(0);
        if (whole) expect(await opened.showWhole()).toBe(0);
      });
      // Rates are what goes by within two seconds.
      await opened.page.waitForTimeout(4_000);
      await opened.page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
      expect(opened.complaints).toEqual([]);
    } finally {
      await opened.close();
    }
  });
});
