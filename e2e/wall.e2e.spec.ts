import { eventually } from "@gridwatch/testkit";
import type { Page } from "playwright-core";
import { axeViolations } from "./axe.js";
import { InsightsStage } from "./insights-stage.js";
import { WALL } from "./opened-page.js";

/** A screen on a wall, 2560 × 1440: its room is used, nothing is cut off, nothing scrolls sideways. */
let stage: InsightsStage;
let page: Page;

beforeAll(async () => {
  stage = await InsightsStage.start();
});
afterAll(() => stage?.stop());
afterEach(() => stage.close());

const KIOSK = [
  ["", ""],
  ["in kiosk mode", "kiosk=true"],
] as const;

async function open(path: string): Promise<void> {
  page = await stage.open(path, { viewport: WALL });
}

/** Left edge and width of each, CSS pixels. */
async function placesOf(selector: string): Promise<{ x: number; y: number; width: number }[]> {
  return (await page.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((e) => e.getBoundingClientRect().toJSON())`,
  )) as { x: number; y: number; width: number }[];
}

/** What is in view of the page's main part, from its left edge to its right, as a part of its width. */
async function used(): Promise<number> {
  const [main] = await placesOf("main");
  const parts = await placesOf("main section");
  const left = Math.min(...parts.map(({ x }) => x));
  const right = Math.max(...parts.map(({ x, width }) => x + width));
  return (right - left) / (main?.width ?? Number.POSITIVE_INFINITY);
}

/** Texts that end in dots because there is no room for them. */
function cutOff(): Promise<unknown> {
  return page.evaluate(
    "[...document.querySelectorAll('main *')].filter((e) => getComputedStyle(e).textOverflow === 'ellipsis' && e.scrollWidth > e.clientWidth).map((e) => e.textContent)",
  );
}

async function expectToFit(name: string): Promise<void> {
  expect(await stage.opened.overflow()).toBeLessThanOrEqual(0);
  expect(await used()).toBeGreaterThan(0.95);
  expect(await cutOff()).toEqual([]);
  expect(await axeViolations(page)).toEqual([]);
  await stage.opened.picture(`wall-${name}`);
}

describe.each(KIOSK)("on a wall %s", (mode, search) => {
  const name = (of: string) => (mode === "" ? of : `${of}-kiosk`);

  it("the fleet has all its columns", async () => {
    await open(`/?${search}`);
    await page.getByTestId("unit-row-unit-2").getByTestId("phase-bars").waitFor();
    expect(await page.getByRole("columnheader").allTextContents()).toEqual(expect.arrayContaining(["L1", "L2", "L3"]));
    const frame = page.getByRole("region", { name: "Units" });
    expect(await frame.evaluate((region) => region.scrollWidth - region.clientWidth)).toBe(0);
    await expectToFit(name("fleet"));
  });

  it("the matrix has its cells and what stands out", async () => {
    await open(`/?view=matrix&sort=unit&${search}`);
    await page.getByRole("gridcell").first().waitFor();
    const [main] = await placesOf("main");
    const [grid] = await placesOf("[role=grid]");
    expect((grid?.width ?? 0) / (main?.width ?? 1)).toBeGreaterThan(0.95);
    expect(await stage.opened.overflow()).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
    await stage.opened.picture(`wall-${name("matrix")}`);
  });

  it("a unit has its four charts side by side, and the panels in pairs", async () => {
    await open(`/units/unit-2?${search}`);
    await page.getByRole("figure").first().locator("canvas").waitFor();
    await eventually(async () => expect((await placesOf("main figure")).length).toBe(5));
    const charts = (await placesOf("main figure")).slice(0, 4);
    expect(new Set(charts.map(({ y }) => Math.round(y))).size).toBe(1);
    expect(new Set(charts.map(({ x }) => Math.round(x))).size).toBe(4);
    const panelOf = async (title: string) =>
      (await page.getByRole("region", { name: title }).boundingBox()) ?? { y: -1 };
    expect((await panelOf("Power quality")).y).toBe((await panelOf("Temperature and ageing")).y);
    await expectToFit(name("unit"));
  });

  it("units that are compared have a chart as wide as the page", async () => {
    await open(`/compare?units=unit-1,unit-2&metric=out_voltage1,out_voltage2&${search}`);
    await page.getByRole("figure").locator("canvas").waitFor();
    const [main] = await placesOf("main");
    const [chart] = await placesOf("main figure canvas");
    expect((chart?.width ?? 0) / (main?.width ?? 1)).toBeGreaterThan(0.9);
    await expectToFit(name("compare"));
  });

  it("the platform is shown from hop to hop, with its accounting and parts", async () => {
    await open(`/system?${search}`);
    await page.getByTestId("hop-Broker").waitFor();
    await page.getByTestId("accounting-verdict").waitFor();
    await expectToFit(name("system"));
  });

  it("the anomalies that are open stand beside those that are over", async () => {
    await open(`/insights?${search}`);
    await page.getByTestId("past-anomalies").getByTestId("anomaly-row").first().waitFor();
    const openPanel = await page.getByTestId("open-anomalies").boundingBox();
    const past = await page.getByTestId("past-anomalies").boundingBox();
    expect(past?.x ?? 0).toBeGreaterThan((openPanel?.x ?? 0) + (openPanel?.width ?? 0));
    for (const table of await page.getByRole("region", { name: /anomalies$/ }).all()) {
      expect(await table.evaluate((region) => region.scrollWidth - region.clientWidth)).toBe(0);
    }
    await expectToFit(name("insights"));
  });
});
