import { eventually } from "@gridwatch/testkit";
import type { Page } from "playwright-core";
import { axeViolations } from "./axe.js";
import { HOUR, InsightsStage } from "./insights-stage.js";

/** Of a canvas, as far as it is looked at. */
interface Pixels {
  getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
}

let stage: InsightsStage;
let page: Page;

beforeAll(async () => {
  stage = await InsightsStage.start();
});
afterAll(() => stage?.stop());
afterEach(() => stage.close());

describe("a unit's charts", () => {
  it("shows a range of one's own, kept in the address", async () => {
    page = await stage.open("/units/unit-1");
    await page.getByRole("button", { name: /^Custom/ }).click();
    const form = page.getByRole("dialog", { name: "Custom time range" });
    await form.getByLabel("From").fill("2026-01-05T10:00");
    await form.getByLabel("To").fill("2026-01-05T09:00");
    await form.getByRole("button", { name: "Show" }).click();
    await form.getByRole("status").waitFor();
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

  it("draws the limits of voltages behind the lines, and tells whether they are kept", async () => {
    page = await stage.open("/units/unit-1");
    const voltage = page.getByRole("figure", { name: /^Output voltage/ });
    const caption = () => voltage.locator("figcaption").textContent();
    await eventually(async () => expect(await caption()).toContain("within the limits of 230.0 V ± 10 %"));
    await voltage.getByText("230.0 V ± 10 %", { exact: true }).waitFor();
    // The share of a column of pixels that is painted: without a band no more than lines and grid are.
    const painted = (chart: RegExp) =>
      page
        .getByRole("figure", { name: chart })
        .locator("canvas")
        .evaluate((canvas: { width: number; height: number; getContext(kind: "2d"): Pixels }) => {
          const { data } = canvas.getContext("2d").getImageData(canvas.width / 2, 0, 1, canvas.height);
          return data.filter((alpha, place) => place % 4 === 3 && alpha > 0).length / canvas.height;
        });
    await eventually(async () => expect(await painted(/^Output voltage/)).toBeGreaterThan(0.5));
    expect(await painted(/^Output current/)).toBeLessThan(0.4);
    // The lines are drawn as large as fits, unless their limits are to be seen.
    await voltage.getByText("(both beyond the axis)").waitFor();
    const axis = page.getByRole("group", { name: "Value axis" });
    await axis.getByText("Limits").click();
    await voltage.getByText("(both beyond the axis)").waitFor({ state: "detached" });
    await page.reload();
    await voltage.getByText("230.0 V ± 10 %", { exact: true }).waitFor();
    expect(await voltage.getByText("beyond the axis").count()).toBe(0);
    await eventually(async () => expect(await painted(/^Output voltage/)).toBeGreaterThan(0.5));
    await axis.getByText("Fit").click();
    await page.goto(`${stage.platform.url}/units/unit-2`);
    await eventually(async () => expect(await caption()).toContain("at times outside the limits of 230.0 V ± 10 %"));
    await voltage.getByText("(the upper one above the axis)").waitFor();
    await stage.opened.picture("unit-limits");
  });

  it("zooms into what is drawn over, and by keys around the cursor", async () => {
    page = await stage.open("/units/unit-1?range=daily");
    const over = page.getByRole("figure", { name: /^Output voltage/ }).locator(".u-over");
    const { width = 0, height = 0 } = (await over.boundingBox()) ?? {};
    // Found anew for each move: panels that come above it push it down.
    const pointAt = (part: number) => over.hover({ position: { x: width * part, y: height / 2 } });
    await pointAt(0.5);
    await page.mouse.down();
    await pointAt(0.6);
    await pointAt(0.75);
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

  it("pans by keyboard, by drawing with Shift and by a press, and the browser's back undoes it", async () => {
    page = await stage.open("/units/unit-1?range=daily");
    const voltage = page.getByRole("figure", { name: /^Output voltage/ });
    const range = () => {
      const { searchParams } = new URL(page.url());
      return { from: Number(searchParams.get("from")), to: Number(searchParams.get("to")) };
    };
    const hoursBefore = (one: number, other: number) => (other - one) / HOUR;
    await voltage.locator("canvas").waitFor();
    expect(await page.getByRole("button", { name: "Later" }).getAttribute("aria-disabled")).toBe("true");
    await page.getByRole("slider", { name: /^Output voltage/ }).focus();
    await page.keyboard.press("Shift+ArrowLeft");
    await eventually(async () => expect(page.url()).toContain("range=custom"));
    const first = range();
    expect(hoursBefore(first.from, first.to)).toBeCloseTo(24, 0);
    expect(hoursBefore(first.to, Date.now())).toBeCloseTo(12, 0);
    // The chart has kept the focus.
    await page.keyboard.press("Shift+ArrowLeft");
    await eventually(async () => expect(hoursBefore(range().to, first.to)).toBeCloseTo(12, 0));
    await page.getByRole("button", { name: "Later" }).click();
    await eventually(async () => expect(hoursBefore(range().to, first.to)).toBeCloseTo(0, 0));
    const over = voltage.locator(".u-over");
    const { width = 0, height = 0 } = (await over.boundingBox()) ?? {};
    const pointAt = (part: number) => over.hover({ position: { x: width * part, y: height / 2 } });
    await pointAt(0.25);
    await page.keyboard.down("Shift");
    await page.mouse.down();
    await pointAt(0.5);
    await pointAt(0.75);
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await eventually(async () => expect(hoursBefore(range().to, first.to)).toBeCloseTo(12, 0));
    expect(page.url()).not.toContain("at=");
    await page.goBack();
    await eventually(async () => expect(hoursBefore(range().to, first.to)).toBeCloseTo(0, 0));
    await page.getByRole("button", { name: "Zoom out" }).click();
    await eventually(async () => expect(hoursBefore(range().from, range().to)).toBeCloseTo(48, 0));
    const whole = range();
    await page.getByRole("button", { name: "Zoom in" }).click();
    await eventually(async () => expect(hoursBefore(range().from, range().to)).toBeCloseTo(24, 0));
    expect(hoursBefore(whole.from, range().from)).toBeCloseTo(12, 0);
    expect(stage.opened.complaints).toEqual([]);
  });

  it("pans from a live chart into history, and has the focus there", async () => {
    page = await stage.open("/units/unit-1");
    await page.getByRole("slider", { name: /^Output current/ }).focus();
    await page.keyboard.press("Shift+ArrowLeft");
    await eventually(async () => expect(page.url()).toContain("range=custom"));
    const to = () => Number(new URL(page.url()).searchParams.get("to"));
    const first = to();
    const focused = () => page.locator(":focus").getAttribute("aria-label", { timeout: 1_000 });
    await eventually(async () => expect(await focused()).toMatch(/^Output current: walk through the time from/));
    await page.keyboard.press("Shift+ArrowLeft");
    await eventually(async () => expect(first - to()).toBeGreaterThan(120_000));
    await page.goBack();
    await page.goBack();
    await eventually(async () => expect(page.url()).not.toContain("custom"));
  });

  it("leaves Escape to the page where it has no cursor to let go", async () => {
    page = await stage.open("/units/unit-2?range=daily&kiosk=true");
    await page.getByRole("slider", { name: /^Output voltage/ }).focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Escape");
    await eventually(async () => expect(await stage.opened.cursorText(/^Output voltage/)).toBe("Newest"));
    expect(page.url()).toContain("kiosk=true");
    await page.keyboard.press("Escape");
    await eventually(async () => expect(page.url()).not.toContain("kiosk"));
  });

  it("keeps the cursor in the address, by keyboard or by a press", async () => {
    page = await stage.open("/units/unit-2?range=daily");
    await page.getByRole("slider", { name: /^Output voltage/ }).focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await eventually(async () => expect(page.url()).toMatch(/at=\d+/));
    await page.reload();
    await eventually(async () => expect(await stage.opened.cursorText(/^Output voltage/)).toMatch(/L1 2\d\d\.\d V/));
    await page.getByRole("slider", { name: /^Output voltage/ }).focus();
    await page.keyboard.press("Escape");
    await eventually(async () => expect(page.url()).not.toContain("at="));
    const voltage = page.getByRole("figure", { name: /^Output voltage/ });
    const press = () => voltage.locator(".u-over").click();
    await press();
    await eventually(async () => expect(page.url()).toMatch(/at=\d+/));
    // Where it is pinned a press lets it go, as does the button beside its time.
    await press();
    await eventually(async () => expect(page.url()).not.toContain("at="));
    await press();
    await voltage.getByRole("button", { name: "Let the cursor go" }).click();
    await eventually(async () => expect(page.url()).not.toContain("at="));
    await voltage.getByRole("columnheader", { name: "Newest" }).waitFor();
  });

  it("shows the newest where the cursor was kept at a time that is no longer shown", async () => {
    page = await stage.open(`/units/unit-2?at=${Date.now() - HOUR}`);
    const walk = page.getByRole("slider", { name: /^Output voltage/ });
    await walk.waitFor();
    expect(await stage.opened.cursorText(/^Output voltage/)).toBe("Newest");
    expect(await walk.getAttribute("aria-valuenow")).toBe(await walk.getAttribute("aria-valuemax"));
    const voltage = page.getByRole("figure", { name: /^Output voltage/ });
    expect(await voltage.getByRole("columnheader", { name: "Newest" }).count()).toBe(1);
    await walk.focus();
    await page.keyboard.press("ArrowLeft");
    await eventually(async () => expect(await stage.opened.cursorText(/^Output voltage/)).toMatch(/L1 2\d\d\.\d V/));
  });

  it("saves a chart as numbers and as a picture", async () => {
    page = await stage.open("/units/unit-2?range=daily");
    const voltage = page.getByRole("figure", { name: /^Output voltage/ });
    await voltage.locator("canvas").waitFor();
    const choose = async (kind: string) => {
      await voltage.getByRole("button", { name: "Export Output voltage" }).click();
      await page.getByRole("menuitem", { name: kind }).click();
    };
    const csv = await stage.opened.downloadBy(() => choose("Numbers (CSV)"));
    expect(csv.name).toMatch(/^gridwatch_unit-2_output-voltage_\d{8}T\d{6}Z_\d{8}T\d{6}Z\.csv$/);
    const [head, ...rows] = csv.content.toString().trimEnd().split("\r\n");
    expect(head).toMatch(/^time,L1 min \(V\),L1 mean \(V\),L1 max \(V\),.+,anomaly,voltage event$/);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.at(-1)).toMatch(/^20.+Z,2[23]\d\.\d+,.+,yes,[a-z]*$/);
    const png = await stage.opened.downloadBy(() => choose("Picture (PNG)"));
    expect(png.name).toBe(csv.name.replace(/csv$/, "png"));
    expect(png.content.subarray(1, 4).toString()).toBe("PNG");
    await stage.opened.keep("chart-export.png", png.content);
    expect(stage.opened.complaints).toEqual([]);
  });
});

it("saves the fleet as CSV, the units shown in their order", async () => {
  page = await stage.open("/?sort=unit&dir=desc");
  await page.getByTestId("unit-row-unit-2").locator("[data-assessment=abnormal]").waitFor();
  const { name, content } = await stage.opened.downloadBy(() =>
    page.getByRole("button", { name: /^Export the units/ }).click(),
  );
  expect(name).toMatch(/^gridwatch_fleet_\d{8}T\d{6}Z\.csv$/);
  const [, ...rows] = content.toString().trimEnd().split("\r\n");
  expect(rows.map((row) => row.split(",")[0])).toEqual(["unit-5", "unit-4", "unit-3", "unit-2", "unit-1"]);
  expect(rows[3]).toMatch(/^unit-2,abnormal,20.+Z,abnormal,20.+Z,out_voltage2,0\.9/);
});
