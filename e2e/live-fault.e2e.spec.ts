import { readFile } from "node:fs/promises";
import { type Platform, type ServerHandle, startPlatform, startSimulator } from "@gridwatch/local-stack";
import { eventually, readMetric, temporaryDirectory } from "@gridwatch/testkit";
import type { Browser, Locator, Page } from "playwright-core";
import { launchBrowser } from "./browser.js";
import { OpenedPage } from "./opened-page.js";

const MINUTE = 60_000;
const UNITS = 4;
/** Of this fleet the first unit alone has faults, and 72 s after the start it loses its phase L1 for 82 s. */
const SEED = 122;
const FAULTY = "unit-001";
/** As the simulator logs it. */
const FAULT_BEGINS = /^(\S+) unit-001: loss of phase 1 for \d+ s$/m;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let simulator: ServerHandle;
let browser: Browser;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  directory = await temporaryDirectory("live-fault");
  platform = await startPlatform({ dir: directory.path });
  const { url } = platform.service("predict");
  // What comes before a model is in use is past for it.
  await eventually(async () => expect(await readMetric(url, "gridwatch_predict_model")).toBe(1), { timeoutMs: MINUTE });
  browser = await launchBrowser();
  opened = await OpenedPage.open(browser, platform.url);
  page = opened.page;
  // By the past's last minutes the model knows each unit before the fault.
  simulator = await startSimulator({ dir: directory.path }, platform.mosquitto, {
    devices: UNITS,
    intervalMs: 1_000,
    faults: true,
    historyDays: 1,
    seed: SEED,
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await simulator?.stop();
  await platform?.stop();
  await directory?.remove();
});

function assessmentOf(unit: string): Locator {
  return page.getByTestId(`unit-row-${unit}`).getByTestId("assessment");
}

async function expectCount(state: string, count: number): Promise<void> {
  expect(await page.getByTestId(`${state}-count`).textContent()).toBe(`${count}${state}`);
}

async function faultBegun(): Promise<number | undefined> {
  const [, at] = FAULT_BEGINS.exec(await readFile(simulator.logFile, "utf8")) ?? [];
  return at === undefined ? undefined : Date.parse(at);
}

describe("a phase that a simulated unit loses", () => {
  it("is nowhere on the page before", async () => {
    await eventually(() => expectCount("normal", UNITS), { timeoutMs: MINUTE });
    await expectCount("abnormal", 0);
    expect(await assessmentOf(FAULTY).getAttribute("data-assessment")).toBe("normal");
    expect(await faultBegun()).toBeUndefined();
  });

  it("makes it abnormal on the page within a minute, counted, first of all and through the lost phase", async () => {
    const begun = await eventually(
      async () => {
        const at = await faultBegun();
        if (at === undefined) throw new Error(`no fault yet: ${simulator.logTail()}`);
        return at;
      },
      { timeoutMs: 2 * MINUTE },
    );
    await eventually(
      async () => {
        expect(await assessmentOf(FAULTY).getAttribute("data-assessment")).toBe("abnormal");
        await expectCount("abnormal", 1);
      },
      { timeoutMs: begun + MINUTE - Date.now() },
    );
    expect(Date.now()).toBeLessThan(begun + MINUTE);
    await expectCount("normal", UNITS - 1);
    expect(await assessmentOf(FAULTY).textContent()).toMatch(/L1 (voltage|current), since/);
    const first = page.locator("[data-testid^=unit-row-]").first();
    await eventually(async () => expect(await first.getAttribute("data-testid")).toBe(`unit-row-${FAULTY}`));
  }, 200_000);

  it("is explained on the unit's page, expected beside observed", async () => {
    await page.getByRole("link", { name: FAULTY }).first().click();
    const verdict = page.getByTestId("verdict");
    await verdict.waitFor();
    expect(await verdict.getAttribute("data-assessment")).toBe("abnormal");
    const strongest = page.getByTestId("signals").last().getByRole("row").nth(1);
    expect(await strongest.getByRole("rowheader").textContent()).toMatch(/^L1 (voltage|current)$/);
    const [, expected, observed] = await strongest.getByRole("cell").allTextContents();
    for (const figure of [expected, observed]) expect(figure).toMatch(/^-?[\d.]+ [VA]$/);
    expect(observed).not.toBe(expected);
    await opened.picture("live-fault");
    expect(opened.complaints).toEqual([]);
  });
});
