import { readFile } from "node:fs/promises";
import type { AnomalyList } from "@gridwatch/contracts";
import { type Platform, type ServerHandle, startPlatform, startSimulator } from "@gridwatch/local-stack";
import { eventually, readMetric, temporaryDirectory } from "@gridwatch/testkit";
import type { Browser, Locator, Page } from "playwright-core";
import { launchBrowser } from "./browser.js";
import { OpenedPage } from "./opened-page.js";

const MINUTE = 60_000;
const UNITS = 16;
/** Of this fleet every fifth unit has faults, and the first ones, 75 to 114 s after the start, are of all kinds that `--faults` injects. */
const SEED = 11_815;

interface ExpectedFault {
  unit: string;
  /** As the simulator logs it, behind the time and the unit. */
  logged: string;
  /** Signals of which one must stand first on the page. */
  signals: string;
}

const FAULTS: ExpectedFault[] = [
  { unit: "unit-001", logged: "sag to", signals: "(Input|L[123]) voltage" },
  { unit: "unit-006", logged: "load [\\d.]+ times the usual", signals: "(Input|L[123]) current" },
  { unit: "unit-011", logged: "loss of phase 1", signals: "L1 (voltage|current)" },
  { unit: "unit-016", logged: "regulation lost", signals: "L[123] voltage" },
];
/** It lasts longest, and is looked at once all are found. */
const OVERLOADED = "unit-006";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let simulator: ServerHandle;
let browser: Browser;
let opened: OpenedPage;
let page: Page;
let start: Date;

beforeAll(async () => {
  directory = await temporaryDirectory("live-fault");
  platform = await startPlatform({ dir: directory.path });
  const { url } = platform.service("predict");
  // What comes before a model is in use is past for it.
  await eventually(async () => expect(await readMetric(url, "gridwatch_predict_model")).toBe(1), { timeoutMs: MINUTE });
  browser = await launchBrowser();
  opened = await OpenedPage.open(browser, platform.url);
  page = opened.page;
  start = new Date();
  // By the past's last minutes the model knows each unit before the faults.
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

async function faultBegun({ unit, logged }: ExpectedFault): Promise<number | undefined> {
  const line = new RegExp(`^(\\S+) ${unit}: ${logged}`, "m");
  const [, at] = line.exec(await readFile(simulator.logFile, "utf8")) ?? [];
  return at === undefined ? undefined : Date.parse(at);
}

/** Waits for the fault, and then until the page tells of it through a right signal; fails a minute after it began. */
async function expectTold(fault: ExpectedFault): Promise<void> {
  const begun = await eventually(
    async () => {
      const at = await faultBegun(fault);
      if (at === undefined) throw new Error(`no fault of ${fault.unit} yet: ${simulator.logTail()}`);
      return at;
    },
    { timeoutMs: 2 * MINUTE },
  );
  await eventually(
    async () => expect(await assessmentOf(fault.unit).textContent()).toMatch(new RegExp(`${fault.signals}, since`)),
    { timeoutMs: begun + MINUTE - Date.now() },
  );
  expect(Date.now()).toBeLessThan(begun + MINUTE);
}

describe("the faults that the simulator injects", () => {
  it("are nowhere on the page before", async () => {
    await eventually(() => expectCount("normal", UNITS), { timeoutMs: MINUTE });
    await expectCount("abnormal", 0);
    for (const fault of FAULTS) expect(await faultBegun(fault)).toBeUndefined();
  });

  it("make their units abnormal on the page within a minute, whatever their kind, and through a right signal", async () => {
    await Promise.all(FAULTS.map(expectTold));
  }, 200_000);

  it("put their units first", async () => {
    const first = page.locator("[data-testid^=unit-row-]").first();
    const faulty = FAULTS.map(({ unit }) => `unit-row-${unit}`);
    await eventually(async () => expect(faulty).toContain(await first.getAttribute("data-testid")));
  });

  it("are explained on the unit's page, expected beside observed", async () => {
    await page.getByRole("link", { name: OVERLOADED }).first().click();
    const verdict = page.getByTestId("verdict");
    await verdict.waitFor();
    expect(await verdict.getAttribute("data-assessment")).toBe("abnormal");
    const strongest = page.getByTestId("signals").last().getByRole("row").nth(1);
    expect(await strongest.getByRole("rowheader").textContent()).toMatch(/ (voltage|current)$/);
    const [, expected, observed] = await strongest.getByRole("cell").allTextContents();
    for (const figure of [expected, observed]) expect(figure).toMatch(/^-?[\d.]+ [VA]$/);
    expect(observed).not.toBe(expected);
    await opened.picture("live-fault");
    expect(opened.complaints).toEqual([]);
  });

  it("leave the other units quiet all the while", async () => {
    const response = await fetch(`${platform.url}/api/v1/insights?from=${start.toISOString()}`);
    const { anomalies } = (await response.json()) as AnomalyList;
    expect(new Set(anomalies.map(({ device }) => device))).toEqual(new Set(FAULTS.map(({ unit }) => unit)));
  });
});
