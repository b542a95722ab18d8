import { type Platform, startPlatform } from "@gridwatch/local-stack";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { axeViolations } from "./axe.js";
import { launchBrowser } from "./browser.js";
import { type DeviceMessage, publishByLibrary } from "./device-clients.js";
import { HOUR, normal } from "./insights-stage.js";
import { DESK, inkOf, OpenedPage, PHONE } from "./opened-page.js";
import { StandInModel } from "./stand-in-model.js";

const MINUTE = 60_000;
/** More than are in view, and than one request may ask for. */
const OTHERS = 120;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let model: StandInModel;
let browser: Browser;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  directory = await temporaryDirectory("fleet");
  const services = ["ingest", "storage", "realtime", "analytics"] as const;
  const ratings = JSON.stringify({ devices: { low: { ratedVa: 12_088 } } });
  platform = await startPlatform({
    dir: directory.path,
    services: [...services],
    env: { analytics: { ANALYTICS_RATINGS: ratings } },
  });
  model = await StandInModel.start(platform.nats);
  const others = Array.from({ length: OTHERS }, (_, index) => reading(`other-${String(index).padStart(3, "0")}`));
  await publishByLibrary(platform.mosquitto, 5, [
    ...past(),
    ...others,
    reading("sagging"),
    reading("low", { out_voltage2: 184, out_voltage3: 261 }),
    reading("gone", { timestamp: Date.now() - 20 * MINUTE }),
    reading("odd", { out_voltage1: 277, out_voltage2: 277, out_voltage3: 277 }),
  ]);
  // Soon, though most of it lies where everything counts as rolled up by now.
  await eventually(async () => expect(await storedMinutes()).toBeGreaterThanOrEqual(50));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await model?.stop();
  await platform?.stop();
  await directory.remove();
});

afterEach(() => opened?.close());

function reading(device: string, values: Record<string, number> = {}): DeviceMessage {
  const usual = {
    ...{ input_voltage: 240, input_current: 31, out_voltage1: 230, out_voltage2: 231, out_voltage3: 226 },
    ...{ out_current1: 10, out_current2: 9, out_current3: 8 },
  };
  return { topic: `sensors/${device}/telemetry`, payload: JSON.stringify({ ...usual, ...values }) };
}

/** One reading in each of the last 55 minutes but five; L2 sags in one of them. */
function past(): DeviceMessage[] {
  const now = Date.now();
  return Array.from({ length: 55 }, (_, index) => 55 - index)
    .filter((ago) => ago <= 30 || ago > 35)
    .map((ago) => reading("sagging", { timestamp: now - ago * MINUTE, ...(ago === 20 && { out_voltage2: 184 }) }));
}

async function storedMinutes(): Promise<number> {
  const to = Date.now();
  const asked = `devices=sagging&metrics=out_voltage1&points=60&from=${to - 60 * MINUTE}&to=${to}`;
  const answer = await fetch(`${platform.url}/api/v1/history?${asked}`);
  const { devices } = (await answer.json()) as { devices: { timestamps: number[] }[] };
  return devices[0]?.timestamps.length ?? 0;
}

async function open(path: string, options: BrowserContextOptions = {}): Promise<void> {
  opened = await OpenedPage.open(browser, "about:blank", options);
  page = opened.page;
  await page.goto(`${platform.url}${path}`);
}

function bars(unit: string): Locator {
  return page.getByTestId(`unit-row-${unit}`).getByTestId("phase-bars");
}

function hour(unit: string): Locator {
  return page.getByTestId(`unit-row-${unit}`).getByTestId("voltage-hour");
}

async function expectHour(unit: string, spoken: RegExp): Promise<void> {
  await hour(unit).waitFor();
  await eventually(async () => expect(await hour(unit).getAttribute("aria-label")).toMatch(spoken));
}

it("units are counted by state, and each count leads to those units", async () => {
  await open("/");
  const count = (state: string) => page.getByTestId(`${state}-count`);
  for (const state of ["normal", "insufficient", "suspect", "stale", "abnormal"])
    expect(await count(state).textContent()).toMatch(/^\d+/);
  await eventually(async () => expect(await count("offline").textContent()).toBe("1offline"));
  await count("offline").click();
  const rows = page.locator("[data-testid^=unit-row-]");
  await eventually(async () => expect(await rows.count()).toBe(1));
  expect(await rows.textContent()).toContain("Offline");
  expect(await axeViolations(page)).toEqual([]);
  // Those that no model says anything of are counted too.
  const counts = page.getByRole("navigation", { name: "Units by state" }).getByRole("link");
  await eventually(async () => {
    const [total, ...ofStates] = (await counts.allTextContents()).map((text) => Number.parseInt(text, 10));
    expect(ofStates).toHaveLength(7);
    expect(ofStates.reduce((sum, one) => sum + one)).toBe(total);
  });
  await count("unjudged").click();
  await page.getByText(/^\d+ of \d+ units no verdict: none abnormal$/).waitFor();
});

it("a unit at risk of failure stands before those that are well, and is found among the states", async () => {
  await publishByLibrary(platform.mosquitto, 5, [reading("prone-1"), reading("prone-2")]);
  const at = Math.floor(Date.now() / HOUR) * HOUR;
  await model.forecast({
    ...{ device: "prone-2", at, reason: "FORECAST", within24h: 0.4, within48h: 0.8, threshold: 0.5 },
    drivers: [{ feature: "out_voltage2_min", share: 1, usual: 1, observed: 0.93 }],
    hours: { known: 168, needed: 24 },
    model: { name: "grid-failure-risk", version: "1.0.0" },
  });
  await open("/?q=prone");
  const rows = page.locator("[data-testid^=unit-row-]");
  const shown = () => rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-testid")));
  await eventually(async () => expect(await shown()).toEqual(["unit-row-prone-2", "unit-row-prone-1"]));
  await page.getByRole("searchbox").fill("");
  await page.getByRole("combobox", { name: "State" }).selectOption("At risk");
  await eventually(async () => expect(await shown()).toEqual(["unit-row-prone-2"]));
  expect(page.url()).toContain("state=at-risk");
  await page.reload();
  await eventually(async () => expect(await shown()).toEqual(["unit-row-prone-2"]));
});

it("a unit that fell silent is grey, also once it is offline, and so is what was made of it", async () => {
  const condition = (unit: string) => page.getByTestId(`unit-row-${unit}`).getAttribute("data-condition");
  const verdict = (unit: string) => page.getByTestId(`unit-row-${unit}`).getByTestId("assessment").textContent();
  const ink = (unit: string) => inkOf(page.getByTestId(`unit-row-${unit}`).locator("td").last());
  await model.publish(normal("gone", Date.now() - 20 * MINUTE));
  await open("/?sort=unit");
  await eventually(async () => expect(await condition("other-002")).toBe("stale"), { timeoutMs: 40_000 });
  await publishByLibrary(platform.mosquitto, 5, [reading("other-001")]);
  for (const unit of ["other-001", "other-002"]) await model.publish(normal(unit, Date.now()));
  await eventually(async () => expect(await verdict("other-002")).toMatch(/^Was normalscore 0\.\d+$/));
  await eventually(async () => expect(await condition("other-001")).toBe("online"));
  // That it is normal says its state.
  expect(await verdict("other-001")).toMatch(/^score 0\.\d+$/);
  expect(await condition("gone")).toBe("offline");
  expect(await verdict("gone")).toBe("Not scored");
  const grey = await ink("other-002");
  expect(await ink("other-001")).not.toBe(grey);
  expect(await ink("gone")).toBe(grey);
  await opened.picture("fleet-silent");
  await page.getByRole("link", { name: "gone" }).click();
  await page.getByTestId("verdict").waitFor();
  expect(await inkOf(page.getByRole("region", { name: "Input" }).locator("dd").first())).toBe(grey);
});

it("the last hour that cannot be loaded is told of once, and asked for again", async () => {
  opened = await OpenedPage.open(browser, "about:blank");
  page = opened.page;
  const history = /\/api\/v1\/history\?/;
  await page.route(history, (route) => route.abort());
  await page.goto(`${platform.url}/?q=sagging`);
  const notice = page.getByRole("status").filter({ hasText: "The last hour cannot be loaded" });
  await notice.waitFor();
  await page.unroute(history);
  const [answer] = await Promise.all([
    page.waitForResponse(history),
    notice.getByRole("button", { name: "Try again" }).click(),
  ]);
  expect(answer.status()).toBe(200);
  await notice.waitFor({ state: "detached" });
});

it("the browser's back undoes order, columns, view, state and search one by one, and forward does them again", async () => {
  await open("/");
  await bars("low").waitFor();
  const addresses = [page.url()];
  const done = async (act: () => Promise<unknown>, inAddress: string) => {
    await act();
    await eventually(() => expect(page.url()).toContain(inAddress));
    addresses.push(page.url());
  };
  await done(() => page.getByRole("button", { name: /^Input voltage/ }).click(), "sort=input_voltage");
  await done(async () => {
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("button", { name: "Show all" }).click();
  }, "cols=all");
  await done(() => page.getByRole("combobox", { name: "State" }).selectOption("Offline"), "state=offline");
  await done(() => page.getByText("Matrix", { exact: true }).click(), "view=matrix");
  // Letter by letter, and one search all the same.
  await done(() => page.getByRole("searchbox").pressSequentially("gone"), "q=gone");
  const last = addresses.pop();
  for (const address of addresses.toReversed()) {
    await page.goBack();
    await eventually(() => expect(page.url()).toBe(address));
  }
  await bars("low").waitFor();
  expect(await page.getByRole("searchbox").inputValue()).toBe("");
  for (const address of [...addresses.slice(1), last]) {
    await page.goForward();
    await eventually(() => expect(page.url()).toBe(address));
  }
  expect(await page.getByRole("searchbox").inputValue()).toBe("gone");
  await eventually(async () => expect(await page.getByRole("gridcell").count()).toBe(1));
});

describe("the phases of a unit, in its row", () => {
  it("stand outside the normal band, those out of it by an arrow of their side, and are read out", async () => {
    await open("/?q=low");
    await bars("low").waitFor();
    expect(await bars("low").getAttribute("aria-label")).toBe(
      "Relative to 230.0 V: L1 230.0 V, 0.00 %; L2 184.0 V, -20.00 %, below the normal band; L3 261.0 V, +13.48 %, above the normal band",
    );
    const [, within, outside] = await bars("low")
      .locator("path")
      .evaluateAll((paths) => paths.map((path) => path.getAttribute("d")?.match(/M/g)?.length));
    // A bar and its end for L1, and for the two others.
    expect([within, outside]).toEqual([2, 4]);
    expect(opened.complaints).toEqual([]);
  });

  it("have no band where the nominal voltage is not known", async () => {
    await open("/?q=odd");
    await page.getByTestId("unit-row-odd").getByText("nominal voltage not known").waitFor({ state: "attached" });
    expect(await bars("odd").count()).toBe(0);
    expect(await hour("odd").getAttribute("aria-label")).toMatch(/277\.0 to 277\.0 V; nominal voltage not known$/);
  });
});

describe("the last hour of a unit, in its row", () => {
  it("comes from history, gap and sag included, and goes on with what comes live", async () => {
    await open("/?q=sagging");
    await expectHour("sagging", /hour: 184\.0 to 231\.0 V, outside 230\.0 V ± 10 % at times$/);
    expect(Number(await hour("sagging").getAttribute("data-windows"))).toBeGreaterThanOrEqual(50);
    const parts = (await hour("sagging").locator("path").nth(1).getAttribute("d"))?.match(/M/g);
    expect(parts?.length).toBeGreaterThanOrEqual(2);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await publishByLibrary(platform.mosquitto, 5, [reading("sagging", { out_voltage3: 259 })]);
    await eventually(async () =>
      expect(await hour("sagging").getAttribute("aria-label")).toMatch(/184\.0 to 259\.0 V/),
    );
    expect(asked.filter((url) => url.includes("/history"))).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });

  it("is asked for in few requests, for the rows in view alone", async () => {
    opened = await OpenedPage.open(browser, "about:blank");
    page = opened.page;
    const asked: string[][] = [];
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === "/api/v1/history") asked.push(searchParams.get("devices")?.split(",") ?? []);
    });
    await page.goto(`${platform.url}/?q=other&sort=unit`);
    await eventually(async () => expect(await hour("other-000").getAttribute("data-windows")).not.toBe("0"));
    await eventually(() => expect(asked.flat()).toContain("other-000"));
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(asked.flat()).not.toContain("other-119");
    await page.getByRole("region", { name: "Units" }).evaluate((region) => region.scrollTo(0, region.scrollHeight));
    await eventually(() => expect(asked.flat()).toContain("other-119"));
    // What the scroll went past was never asked for.
    expect(asked.flat()).not.toContain("other-060");
    expect(new Set(asked.flat()).size).toBe(asked.flat().length);
  });

  it("does without history what can be done", async () => {
    opened = await OpenedPage.open(browser, "about:blank");
    page = opened.page;
    await page.route(/\/api\/v1\/history/, (route) => route.abort());
    await page.goto(`${platform.url}/?q=sagging`);
    // The minute of what is read live, or two where one has just begun.
    await eventually(async () => expect(await hour("sagging").getAttribute("data-windows")).toMatch(/^[12]$/));
    await bars("sagging").waitFor();
  });
});

describe("the columns", () => {
  const heads = () => page.getByRole("columnheader").allTextContents();

  it("are those that fit, and all of them on a wider screen or when asked for", async () => {
    await open("/");
    await bars("low").waitFor();
    expect(await heads()).not.toContain("L1");
    const frame = page.getByRole("region", { name: "Units" });
    const sideways = () => frame.evaluate((region) => region.scrollWidth - region.clientWidth);
    expect(await sideways()).toBe(0);
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("button", { name: "Show all" }).click();
    await eventually(async () => expect(await heads()).toEqual(expect.arrayContaining(["L1", "L2", "L3"])));
    expect(page.url()).toContain("cols=all");
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("button", { name: "Show what fits" }).click();
    await eventually(async () => expect(await heads()).not.toContain("L1"));
    await page.setViewportSize({ width: 1800, height: 900 });
    await eventually(async () => expect(await heads()).toContain("L1"));
    expect(await sideways()).toBe(0);
  });

  it("tell the loading where a rating is configured, why not elsewhere, and sort and export by it", async () => {
    await open("/?sort=loading&dir=desc");
    const cells = (unit: string) => page.getByTestId(`unit-row-${unit}`).locator("td");
    // 230 V · 10 A + 184 V · 9 A + 261 V · 8 A = 6,044 VA.
    await eventually(async () => expect(await cells("low").last().textContent()).toBe("50.0"));
    expect(await cells("odd").last().textContent()).toBe("–no rating configured on the platform (ANALYTICS_RATINGS)");
    const rows = page.locator("[data-testid^=unit-row-]");
    expect(await rows.first().getAttribute("data-testid")).toBe("unit-row-low");
    const press = page.getByRole("button", { name: "Export the units shown as CSV" });
    const { content } = await opened.downloadBy(() => press.click());
    const [head, first] = content.toString().split("\r\n");
    expect(head).toMatch(/,loading \(%\)$/);
    expect(first).toMatch(/^low,.+,50$/);
  });

  it("can do without the pictures, which then nobody asks for", async () => {
    await open("/?q=low&cols=state.unbalance");
    await page.getByTestId("unit-row-low").waitFor();
    expect(await bars("low").count()).toBe(0);
    expect(await hour("low").count()).toBe(0);
  });
});

it.each([
  ["light", DESK],
  ["dark", DESK],
  ["light", PHONE],
  ["dark", PHONE],
] as const)("is accessible and fits with its pictures: %s, %o", async (colorScheme, viewport) => {
  await open("/", { colorScheme, viewport });
  await expectHour("sagging", /184\.0 to/);
  await bars("low").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  expect(await opened.overflow()).toBeLessThanOrEqual(0);
  await opened.picture(`fleet-rows-${colorScheme}-${viewport.width}`);
});

it("is light on paper, on its broad side, without what can only be pressed", async () => {
  await open("/", { colorScheme: "dark" });
  await bars("low").waitFor();
  await page.emulateMedia({ media: "print" });
  // As wide as A4 between its margins.
  await page.setViewportSize({ width: 1031, height: 700 });
  await eventually(async () => expect(await page.locator("html.dark").count()).toBe(0));
  await bars("low").waitFor();
  expect(await page.getByRole("button", { name: "Columns" }).count()).toBe(0);
  expect(await page.getByRole("searchbox").count()).toBe(0);
  const table = await page.getByRole("table").boundingBox();
  expect((table?.x ?? 0) + (table?.width ?? 0)).toBeLessThanOrEqual(1031);
  await opened.picture("fleet-print");
  const paper = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
  const pages = [...paper.matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)];
  // The rows in view, not those that are not made.
  expect(pages.length).toBeGreaterThanOrEqual(1);
  expect(pages.length).toBeLessThanOrEqual(3);
  for (const [, width, height] of pages) expect(Number(width)).toBeGreaterThan(Number(height));
});
