import { readFile } from "node:fs/promises";
import { eventually } from "@gridwatch/testkit";
import type { Download, Locator, Page } from "playwright-core";
import { axeViolations } from "./axe.js";
import { abnormal, DESK, HOUR, InsightsStage, normal, PHONE } from "./insights-stage.js";

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

async function downloadBy(press: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const [file] = await Promise.all<[Promise<Download>, Promise<void>]>([page.waitForEvent("download"), press()]);
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
}

function cursorText(title: RegExp): Promise<string | null> {
  return page.getByRole("slider", { name: title }).getAttribute("aria-valuetext");
}

describe("the insights page", () => {
  it("shows the open and the past anomalies of the fleet, the newest or the severest first", async () => {
    page = await stage.open("/insights");
    await expectRows("open", ["unit-2"]);
    await expectRows("past", ["unit-2", "unit-1"]);
    for (const part of ["L2 voltage", "230.2 V", "185.1 V", "grid-anomaly@1.2.0", "0.998"]) {
      await eventually(async () => expect(await rowsOf("open").textContent()).toContain(part));
    }
    await page.getByLabel("Order").selectOption("severest");
    await expectRows("past", ["unit-1", "unit-2"]);
    expect(stage.complaints).toEqual([]);
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
    await eventually(async () => expect(await cursorText(/^Anomaly score/)).toMatch(/Score 0\.9.+anomaly/));
    await page.goBack();
    await expectRows("past", ["unit-2"]);
    expect(stage.complaints).toEqual([]);
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
    expect(await rowsOf("past").count()).toBe(50);
    await page.getByRole("button", { name: "Next" }).click();
    await eventually(async () => expect(await rowsOf("past").count()).toBe(5));
    expect(page.url()).toContain("page=2");
    const { content } = await downloadBy(() => page.getByRole("button", { name: /^Export all past/ }).click());
    expect(content.toString().trimEnd().split("\r\n")).toHaveLength(56);
    await page.getByRole("button", { name: "Previous" }).click();
    await eventually(async () => expect(await rowsOf("past").count()).toBe(50));
  });

  it("is saved as CSV, as filtered", async () => {
    page = await stage.open("/insights?signal=input_current");
    await expectRows("past", ["unit-1"]);
    const past = await downloadBy(() => page.getByRole("button", { name: /^Export all past/ }).click());
    expect(past.name).toMatch(/^gridwatch_past-anomalies_\d{8}T\d{6}Z_\d{8}T\d{6}Z\.csv$/);
    const [head, first, ...more] = past.content.toString().trimEnd().split("\r\n");
    expect(head).toBe("unit,began,ended,peak,signal,expected,observed,model");
    expect(first).toMatch(/^unit-1,20.+Z,20.+Z,0\.999,input_current,15\.2,31\.4,grid-anomaly@1\.1\.0$/);
    expect(more).toEqual([]);
  });
});

describe("the unit page", () => {
  it("shows a range of one's own, kept in the address", async () => {
    page = await stage.open("/units/unit-1");
    await page.getByRole("button", { name: /^Custom/ }).click();
    const form = page.getByRole("dialog", { name: "Custom time range" });
    await form.getByLabel("From").fill("2026-01-05T10:00");
    await form.getByLabel("To").fill("2026-01-05T09:00");
    await form.getByRole("button", { name: "Show" }).click();
    await form.getByRole("alert").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await form.getByLabel("To").fill("2026-01-05T11:30");
    await form.getByRole("button", { name: "Show" }).click();
    await eventually(async () => expect(page.url()).toContain("range=custom"));
    const { searchParams } = new URL(page.url());
    expect(Number(searchParams.get("to")) - Number(searchParams.get("from"))).toBe(1.5 * HOUR);
    const voltage = page.getByRole("figure", { name: /^Output voltage/ });
    const caption = () => voltage.locator("figcaption").textContent();
    await eventually(async () => expect(await caption()).toMatch(/from 5 Jan 2026, 10:00 to 11:30.+no readings/));
    await page.reload();
    await eventually(async () => expect(await caption()).toMatch(/from 5 Jan 2026/));
  });

  it("zooms into what is drawn over, and by keys around the cursor", async () => {
    page = await stage.open("/units/unit-1?range=daily");
    const canvas = page.getByRole("figure", { name: /^Output voltage/ }).locator("canvas");
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    if (box === null) throw new Error("the chart is not in sight");
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    const span = () => {
      const { searchParams } = new URL(page.url());
      return Number(searchParams.get("to")) - Number(searchParams.get("from"));
    };
    await eventually(async () => expect(page.url()).toContain("range=custom"));
    const drawn = span();
    expect(drawn).toBeGreaterThan(4 * HOUR);
    expect(drawn).toBeLessThan(9 * HOUR);
    await page.getByRole("slider", { name: /^Output voltage/ }).focus();
    await page.keyboard.press("+");
    // What is shown is a little wider than what was asked for: whole windows.
    await eventually(async () => expect(span() / drawn).toBeCloseTo(0.5, 1));
    await page.goBack();
    await eventually(async () => expect(span()).toBe(drawn));
  });

  it("keeps the cursor in the address, by keyboard or by a press", async () => {
    page = await stage.open("/units/unit-2?range=daily");
    await page.getByRole("slider", { name: /^Output voltage/ }).focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await eventually(async () => expect(page.url()).toMatch(/at=\d+/));
    await page.reload();
    await eventually(async () => expect(await cursorText(/^Output voltage/)).toMatch(/L1 2\d\d\.\d V/));
    await page.getByRole("slider", { name: /^Output voltage/ }).focus();
    await page.keyboard.press("Escape");
    await eventually(async () => expect(page.url()).not.toContain("at="));
    await page
      .getByRole("figure", { name: /^Output voltage/ })
      .locator(".u-over")
      .click();
    await eventually(async () => expect(page.url()).toMatch(/at=\d+/));
  });

  it("saves a chart as numbers and as a picture", async () => {
    page = await stage.open("/units/unit-2?range=daily");
    const voltage = page.getByRole("figure", { name: /^Output voltage/ });
    await voltage.locator("canvas").waitFor();
    const choose = async (kind: string) => {
      await voltage.getByRole("button", { name: "Export Output voltage" }).click();
      await page.getByRole("menuitem", { name: kind }).click();
    };
    const csv = await downloadBy(() => choose("Numbers (CSV)"));
    expect(csv.name).toMatch(/^gridwatch_unit-2_output-voltage_\d{8}T\d{6}Z_\d{8}T\d{6}Z\.csv$/);
    const [head, ...rows] = csv.content.toString().trimEnd().split("\r\n");
    expect(head).toMatch(/^time,L1 min \(V\),L1 mean \(V\),L1 max \(V\),.+,anomaly$/);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.at(-1)).toMatch(/^20.+Z,2[23]\d\.\d+,.+,yes$/);
    const png = await downloadBy(() => choose("Picture (PNG)"));
    expect(png.name).toBe(csv.name.replace(/csv$/, "png"));
    expect(png.content.subarray(1, 4).toString()).toBe("PNG");
    await stage.keep("chart-export.png", png.content);
    expect(stage.complaints).toEqual([]);
  });
});

describe("the compare page", () => {
  const summary = () => page.getByRole("figure").locator("figcaption").textContent();

  it("draws units on one chart as the address says, and more of them as they are added", async () => {
    page = await stage.open("/compare?units=unit-1,unit-2&metric=out_voltage2");
    await page
      .getByRole("figure", { name: /^L2 voltage/ })
      .locator("canvas")
      .waitFor();
    await eventually(async () => expect(await summary()).toMatch(/unit-1 2[23]\d\..+; unit-2 18\d\./));
    await page.getByRole("button", { name: "Add a unit" }).click();
    await page.keyboard.type("unit-3");
    await page.keyboard.press("Enter");
    await eventually(async () => expect(await summary()).toMatch(/unit-3 2[23]\d\./));
    expect(new URL(page.url()).searchParams.get("units")).toBe("unit-1,unit-2,unit-3");
    await page.getByRole("button", { name: "Take unit-1 away" }).click();
    await eventually(async () => expect(await summary()).not.toContain("unit-1"));
    await page.goBack();
    await eventually(async () => expect(await summary()).toContain("unit-1"));
    expect(stage.complaints).toEqual([]);
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
  });

  it("is walked through by keyboard, every line spoken at each step", async () => {
    page = await stage.open("/compare?units=unit-1,unit-2&metric=out_voltage2&range=daily");
    await page.getByRole("slider").focus();
    await page.keyboard.press("ArrowLeft");
    await eventually(async () =>
      expect(await cursorText(/^L2 voltage/)).toMatch(/unit-1 2\d\d\.\d V, unit-2 18\d\.\d V/),
    );
    await page.keyboard.press("Escape");
    await eventually(async () => expect(await cursorText(/^L2 voltage/)).toBe("Newest"));
  });

  it("names a unit that there is not, and shows the others", async () => {
    page = await stage.open("/compare?units=unit-1,absent&range=daily");
    await page.getByText("absent is missing").waitFor({ timeout: 20_000 });
    await eventually(async () => expect(await summary()).toMatch(/unit-1 2[23]\d\./));
  });

  it("is saved as CSV", async () => {
    page = await stage.open("/compare?units=unit-1,unit-2&range=daily");
    await page.getByRole("button", { name: "Export L1 voltage" }).click();
    const { name, content } = await downloadBy(() => page.getByRole("menuitem", { name: "Numbers (CSV)" }).click());
    expect(name).toMatch(/^gridwatch_unit-1-unit-2_l1-voltage_/);
    expect(content.toString()).toMatch(/^time,unit-1 min \(V\),.+,unit-2 max \(V\)\r\n20/);
  });
});

it("saves the fleet as CSV, the units shown in their order", async () => {
  page = await stage.open("/?sort=unit&dir=desc");
  await page.getByTestId("unit-row-unit-1").waitFor();
  const { name, content } = await downloadBy(() => page.getByRole("button", { name: /^Export the units/ }).click());
  expect(name).toMatch(/^gridwatch_fleet_\d{8}T\d{6}Z\.csv$/);
  const [, ...rows] = content.toString().trimEnd().split("\r\n");
  expect(rows.map((row) => row.split(",")[0])).toEqual(["unit-5", "unit-4", "unit-3", "unit-2", "unit-1"]);
  expect(rows[3]).toMatch(/^unit-2,online,20.+Z,abnormal,20.+Z,out_voltage2,0\.9/);
});

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  it.each([
    ["insights on a desk", "/insights", DESK],
    ["insights on a phone", "/insights", PHONE],
    ["a comparison on a desk", "/compare?units=unit-1,unit-2,unit-3,unit-4,unit-5&metric=out_voltage2", DESK],
    ["a comparison on a phone", "/compare?units=unit-2&metric=out_voltage1,out_voltage2,out_voltage3", PHONE],
    ["no comparison yet", "/compare", PHONE],
  ])("is accessible and fits: %s", async (name, path, viewport) => {
    page = await stage.open(path, { colorScheme, viewport });
    if (path === "/insights") {
      await eventually(async () => expect(await rowsOf("past").count()).toBeGreaterThan(1), { timeoutMs: 20_000 });
    } else if (path !== "/compare") {
      await page.getByRole("figure").locator("canvas").waitFor();
    }
    expect(await axeViolations(page)).toEqual([]);
    expect(await stage.overflow()).toBeLessThanOrEqual(0);
    await stage.picture(`${name.replaceAll(" ", "-")}-${colorScheme}`);
  });
});
