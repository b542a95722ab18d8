import { eventually } from "@gridwatch/testkit";
import type { Locator, Page } from "playwright-core";
import { axeViolations } from "./axe.js";
import { abnormal, HOUR, InsightsStage, normal } from "./insights-stage.js";
import { DESK, PHONE } from "./opened-page.js";

/** An anomaly of another unit, signal, model and peak than those of the stage. */
const OTHER = {
  model: { name: "grid-anomaly", version: "1.1.0" },
  contributions: [{ signal: "input_current", share: 0.9, expected: 15.2, observed: 31.4 }],
  peak: 0.999,
};

let stage: InsightsStage;
let page: Page;

beforeAll(async () => {
  stage = await InsightsStage.start();
  const start = Date.now() - 3 * HOUR;
  const { model, ...event } = OTHER;
  const over = normal("unit-1", start + 60_000, { start, end: start + 60_000, ...event });
  await stage.model.publish({ ...over, model });
});
afterAll(() => stage?.stop());
afterEach(() => stage.close());

const rowsOf = (table: "open" | "past"): Locator => page.getByTestId(`${table}-anomalies`).getByTestId("anomaly-row");

async function expectRows(table: "open" | "past", units: string[]): Promise<void> {
  await eventually(
    async () => {
      const texts = await rowsOf(table).getByRole("link").allTextContents();
      expect(texts.map((text) => text.replace(/,.*/, ""))).toEqual(units);
    },
    { timeoutMs: 20_000 },
  );
}

describe("the insights page", () => {
  it("shows the open and the past anomalies of the fleet, the newest or the severest first", async () => {
    page = await stage.open("/insights");
    await expectRows("open", ["unit-2"]);
    await expectRows("past", ["unit-2", "unit-1"]);
    for (const part of ["L2 voltage", "230.2 V", "171.4 V", "grid-anomaly@1.2.0", "0.998"]) {
      await eventually(async () => expect(await rowsOf("open").textContent()).toContain(part));
    }
    await page.getByLabel("Order").selectOption("severest");
    await expectRows("past", ["unit-1", "unit-2"]);
    expect(stage.opened.complaints).toEqual([]);
  });

  it("filters by signal, model and unit, kept in the address", async () => {
    page = await stage.open("/insights");
    await page.getByLabel("Strongest signal").selectOption("input_current");
    await expectRows("past", ["unit-1"]);
    await expectRows("open", []);
    expect(page.url()).toContain("signal=input_current");
    await page.getByLabel("Strongest signal").selectOption("");
    await page.getByLabel("Model").selectOption("grid-anomaly@1.2.0");
    await expectRows("past", ["unit-2"]);
    await page.reload();
    await expectRows("past", ["unit-2"]);
    await page.goto(`${stage.platform.url}/insights?unit=unit-1`);
    await expectRows("past", ["unit-1"]);
    await page.getByRole("button", { name: "Of all units" }).click();
    await expectRows("past", ["unit-2", "unit-1"]);
    await page.goto(
      `${stage.platform.url}/insights?range=custom&from=${Date.now() - 4 * HOUR}&to=${Date.now() - 2 * HOUR}`,
    );
    await expectRows("past", ["unit-1"]);
    await expectRows("open", []);
  });

  it("follows an anomaly as it opens and ends", async () => {
    page = await stage.open("/insights");
    await expectRows("open", ["unit-2"]);
    const start = Date.now();
    stage.model.say("unit-1", (at) => abnormal("unit-1", at, { start }));
    await expectRows("open", ["unit-1", "unit-2"]);
    stage.model.say("unit-1", (at) => normal("unit-1", at));
    await stage.model.publish(normal("unit-1", Date.now(), { start, end: Date.now() }));
    await expectRows("open", ["unit-2"]);
    await expectRows("past", ["unit-1", "unit-2", "unit-1"]);
  });

  it("leads straight to the unit's charts at that moment, and back", async () => {
    page = await stage.open("/insights?unit=unit-2");
    await expectRows("past", ["unit-2"]);
    await rowsOf("past").getByRole("link").click();
    await page.getByRole("heading", { name: "unit-2", level: 1 }).waitFor();
    const { searchParams } = new URL(page.url());
    const [from, to, at] = ["from", "to", "at"].map((name) => Number(searchParams.get(name)));
    expect(searchParams.get("range")).toBe("custom");
    expect(at).toBeGreaterThan(from ?? 0);
    expect(at).toBeLessThan(to ?? 0);
    const score = page.getByRole("figure", { name: /^Anomaly score/ });
    await score.locator("canvas").waitFor();
    await eventually(async () => expect(await score.locator("figcaption").textContent()).toMatch(/1 anomaly: /));
    // The cursor stands where it began.
    await eventually(async () =>
      expect(await stage.opened.cursorText(/^Anomaly score/)).toMatch(/Score 0\.9.+anomaly/),
    );
    await page.goBack();
    await expectRows("past", ["unit-2"]);
    expect(stage.opened.complaints).toEqual([]);
  });

  it("is used by keyboard alone", async () => {
    page = await stage.open("/insights");
    await expectRows("past", ["unit-1", "unit-2", "unit-1"]);
    await page.getByRole("button", { name: /^Of unit/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("combobox", { name: "Unit" }).waitFor();
    await page.keyboard.type("t-2");
    await page.keyboard.press("Enter");
    await expectRows("past", ["unit-2"]);
    for (let tabs = 0; tabs < 40; tabs++) {
      await page.keyboard.press("Tab");
      if (/^unit-2, over/.test((await page.locator(":focus").textContent()) ?? "")) break;
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "unit-2", level: 1 }).waitFor();
  });

  it("turns the pages of what is past, and saves all of them", async () => {
    const first = Date.now() - 480 * HOUR;
    for (let minute = 0; minute < 55; minute++) {
      const start = first + minute * 60_000;
      await stage.model.publish(normal("unit-5", start + 30_000, { start, end: start + 30_000 }));
    }
    page = await stage.open(`/insights?range=custom&from=${first - HOUR}&to=${first + HOUR}`);
    await eventually(async () => expect(await page.locator("main").textContent()).toContain("55 past"), {
      timeoutMs: 20_000,
    });
    await page.getByText("Page 1 of 2").waitFor();
    await eventually(async () => expect(await rowsOf("past").count()).toBe(50));
    await page.getByRole("button", { name: "Next" }).click();
    await eventually(async () => expect(await rowsOf("past").count()).toBe(5));
    expect(page.url()).toContain("page=2");
    const { content } = await stage.opened.downloadBy(() =>
      page.getByRole("button", { name: /^Export all past/ }).click(),
    );
    expect(content.toString().trimEnd().split("\r\n")).toHaveLength(56);
    await page.getByRole("button", { name: "Previous" }).click();
    await eventually(async () => expect(await rowsOf("past").count()).toBe(50));
  });

  it("says how many a file, and the last page that can be turned to, lack", async () => {
    page = await stage.open("/insights");
    await expectRows("open", ["unit-2"]);
    await page.route(/\/api\/v1\/insights\?.*state=ended/, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...((await answer.json()) as object), total: 12_000 } });
    });
    await page.reload();
    await page.getByText("Page 1 of 201").waitFor();
    await stage.opened.downloadBy(() => page.getByRole("button", { name: /^Export all past/ }).click());
    await page.getByText(/^The file holds the first \d+ of 12,000\. Choose a shorter time or a filter/).waitFor();
    await page.goto(`${stage.platform.url}/insights?page=201`);
    await page.getByText(/^1,950 more are not listed\. Choose/).waitFor();
  });

  it("is saved as CSV, as filtered", async () => {
    page = await stage.open("/insights?signal=input_current");
    await expectRows("past", ["unit-1"]);
    const past = await stage.opened.downloadBy(() => page.getByRole("button", { name: /^Export all past/ }).click());
    expect(past.name).toMatch(/^gridwatch_past-anomalies_\d{8}T\d{6}Z_\d{8}T\d{6}Z\.csv$/);
    const [head, first, ...more] = past.content.toString().trimEnd().split("\r\n");
    expect(head).toBe("unit,began,ended,peak,signal,expected,observed,model");
    expect(first).toMatch(/^unit-1,20.+Z,20.+Z,0\.999,input_current,15\.2,31\.4,grid-anomaly@1\.1\.0$/);
    expect(more).toEqual([]);
  });
});

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  it.each([
    ["desk", DESK],
    ["phone", PHONE],
  ])("is accessible and fits on a %s", async (name, viewport) => {
    page = await stage.open("/insights", { colorScheme, viewport });
    await eventually(async () => expect(await rowsOf("past").count()).toBeGreaterThan(1), { timeoutMs: 20_000 });
    expect(await axeViolations(page)).toEqual([]);
    expect(await stage.opened.overflow()).toBeLessThanOrEqual(0);
    await stage.opened.picture(`insights-${name}-${colorScheme}`);
  });
});
