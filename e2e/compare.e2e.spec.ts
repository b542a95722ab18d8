import { eventually } from "@gridwatch/testkit";
import type { Page } from "playwright-core";
import { axeViolations } from "./axe.js";
import { InsightsStage } from "./insights-stage.js";
import { DESK, PHONE } from "./opened-page.js";

let stage: InsightsStage;
let page: Page;

beforeAll(async () => {
  stage = await InsightsStage.start();
});
afterAll(() => stage?.stop());
afterEach(() => stage.close());

describe("the compare page", () => {
  const summary = () => page.getByRole("figure").locator("figcaption").textContent();

  it("draws units on one chart as the address says, and more of them as they are added", async () => {
    page = await stage.open("/compare?units=unit-1,unit-2&metric=out_voltage2");
    await page
      .getByRole("figure", { name: /^L2 voltage/ })
      .locator("canvas")
      .waitFor();
    await eventually(async () => expect(await summary()).toMatch(/unit-1 2[23]\d\..+; unit-2 18\d\./));
    // Of unit-2 nothing tells but its L2, whose 185 V are near no nominal voltage: there are no limits of both.
    expect(await summary()).not.toContain("limits");
    await page.getByRole("button", { name: "Add a unit" }).click();
    await page.keyboard.type("unit-3");
    await page.keyboard.press("Enter");
    await eventually(async () => expect(await summary()).toMatch(/unit-3 2[23]\d\./));
    expect(new URL(page.url()).searchParams.get("units")).toBe("unit-1,unit-2,unit-3");
    await page.getByRole("button", { name: "Take unit-1 away" }).click();
    await eventually(async () => expect(await summary()).not.toContain("unit-1"));
    await page.goBack();
    await eventually(async () => expect(await summary()).toContain("unit-1"));
    expect(stage.opened.complaints).toEqual([]);
  });

  it("draws the phases of a unit, over any range", async () => {
    page = await stage.open("/compare?units=unit-2");
    await page.getByRole("button", { name: "L2", exact: true }).click();
    await eventually(async () => expect(await summary()).toMatch(/L1 2[23]\d\..+; L2 18\d\./));
    await page.getByRole("radio", { name: "Current" }).click();
    await eventually(async () => expect(await summary()).toMatch(/L1 5\.1.+; L2 5\.2/));
    await page.getByRole("radio", { name: "Daily" }).click();
    await eventually(async () => expect(await summary()).toMatch(/over the last 24 hours: L1 5\.1/));
    expect(new URL(page.url()).searchParams.get("metric")).toBe("out_current1,out_current2");
  });

  it("goes on drawing what comes in, one line for each unit", async () => {
    page = await stage.open("/compare?units=unit-1,unit-2");
    await page.getByText("L1 voltage as a table").click();
    const newest = page.locator("tbody").last().locator("tr").first();
    const before = await newest.textContent();
    await eventually(async () => expect(await newest.textContent()).not.toBe(before));
    expect(await summary()).toContain("no gaps");
    expect(await summary()).toContain("within the limits of 230.0 V ± 10 %");
  });

  it("is walked through by keyboard, every line spoken at each step", async () => {
    page = await stage.open("/compare?units=unit-1,unit-2&metric=out_voltage2&range=daily");
    await page.getByRole("slider").focus();
    await page.keyboard.press("ArrowLeft");
    await eventually(async () =>
      expect(await stage.opened.cursorText(/^L2 voltage/)).toMatch(/unit-1 2\d\d\.\d V, unit-2 18\d\.\d V/),
    );
    await page.keyboard.press("Escape");
    await eventually(async () => expect(await stage.opened.cursorText(/^L2 voltage/)).toBe("Newest"));
  });

  it("names a unit that there is not, and shows the others", async () => {
    page = await stage.open("/compare?units=unit-1,absent&range=daily");
    await page.getByText("absent is missing").waitFor({ timeout: 20_000 });
    await eventually(async () => expect(await summary()).toMatch(/unit-1 2[23]\d\./));
  });

  it("does not say that there are no readings before it knows", async () => {
    page = await stage.open("/compare");
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(/\/devices\/absent\/history\?/, (route) => held.then(() => route.continue()));
    await page.goto(`${stage.platform.url}/compare?units=absent`);
    await page.getByText("Loading the chart").waitFor();
    expect(await page.getByText(/^No readings/).count()).toBe(0);
    answer();
    await page.getByText("absent is missing").waitFor({ timeout: 20_000 });
  });

  it("is saved as CSV", async () => {
    page = await stage.open("/compare?units=unit-1,unit-2&range=daily");
    await page.getByRole("button", { name: "Export L1 voltage" }).click();
    const { name, content } = await stage.opened.downloadBy(() =>
      page.getByRole("menuitem", { name: "Numbers (CSV)" }).click(),
    );
    expect(name).toMatch(/^gridwatch_unit-1-unit-2_l1-voltage_/);
    expect(content.toString()).toMatch(/^time,unit-1 min \(V\),.+,unit-2 max \(V\)\r\n20/);
  });
});

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  it.each([
    ["units on a desk", "/compare?units=unit-1,unit-2,unit-3,unit-4,unit-5&metric=out_voltage2", DESK],
    ["phases on a phone", "/compare?units=unit-2&metric=out_voltage1,out_voltage2,out_voltage3", PHONE],
    ["nothing yet", "/compare", PHONE],
  ])("is accessible and fits: %s", async (name, path, viewport) => {
    page = await stage.open(path, { colorScheme, viewport });
    if (path !== "/compare") await page.getByRole("figure").locator("canvas").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await stage.opened.overflow()).toBeLessThanOrEqual(0);
    await stage.opened.picture(`compare-${name.replaceAll(" ", "-")}-${colorScheme}`);
  });
});
