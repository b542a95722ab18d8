import { join } from "node:path";
import type { AnomalyEvent, Forecast, Insight } from "@gridwatch/contracts";
import { type Platform, startPlatform } from "@gridwatch/local-stack";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { axeViolations } from "./axe.js";
import { launchBrowser } from "./browser.js";
import { publishByLibrary } from "./device-clients.js";
import { StandInModel } from "./stand-in-model.js";

const UNITS = ["unit-1", "unit-2", "unit-3", "unit-4", "unit-5"] as const;
const HOUR = 3_600_000;
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };
/** A folder that takes pictures of what the tests look at. */
const PICTURES = process.env["E2E_PICTURES"];

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let model: StandInModel;
let devices: NodeJS.Timeout;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

/** Since when unit-2 is abnormal. */
let openedAt: number;

beforeAll(async () => {
  directory = await temporaryDirectory("insights");
  // What a model says comes from the test alone.
  platform = await startPlatform({ dir: directory.path, services: ["ingest", "storage", "realtime", "analytics"] });
  devices = setInterval(() => void report().catch(() => undefined), 1_000);
  model = await StandInModel.start(platform.nats);
  const now = Date.now();
  openedAt = now - 60_000;
  await model.publish(abnormal("unit-2", openedAt, { start: openedAt }));
  // An hour ago, and over.
  await model.publish(abnormal("unit-2", now - HOUR, { start: now - HOUR }));
  await model.publish(normal("unit-2", now - HOUR + 120_000, { start: now - HOUR, end: now - HOUR + 120_000 }));
  model.say("unit-1", (at) => normal("unit-1", at));
  model.say("unit-2", (at) => abnormal("unit-2", at, { start: openedAt }));
  model.say("unit-3", (at) => ({ v: 1, device: "unit-3", at, reason: "INSUFFICIENT_DATA" }));
  model.say("unit-4", (at) => ({ v: 1, device: "unit-4", at, reason: "OFF" }));
  browser = await launchBrowser();
});

afterAll(async () => {
  clearInterval(devices);
  await browser?.close();
  await model?.stop();
  await platform?.stop();
  await directory.remove();
});

afterEach(async () => {
  await context?.close();
});

/** One reading of every unit. */
function report(): Promise<void> {
  const wave = Math.sin(Date.now() / 4_000);
  return publishByLibrary(
    platform.mosquitto,
    5,
    UNITS.map((device) => ({
      topic: `sensors/${device}/telemetry`,
      payload: JSON.stringify({
        ...{ input_voltage: 240 + wave, input_current: 15.2, out_voltage1: 230 + wave, out_current1: 5.1 },
        ...{ out_voltage2: (device === "unit-2" ? 185 : 230) - wave, out_current2: 5.2 },
        ...{ out_voltage3: 229.5 + wave / 2, out_current3: 4.9 },
      }),
    })),
  );
}

const contributions = [
  { signal: "out_voltage2", share: 0.81, expected: 230.2, observed: 185.1 },
  { signal: "out_current2", share: 0.12, expected: 5.2, observed: 6.4 },
  { signal: "input_current", share: 0.05, expected: 15.2, observed: 16.1 },
  { signal: "oil_temperature", share: 0.02, expected: 61.5, observed: 62 },
];

function insight(device: string, at: number, anomaly?: { start: number; end?: number }): Insight {
  const made: Insight = { v: 1, device, at, reason: "NORMAL", threshold: 0.95, contributions };
  if (anomaly === undefined) return { ...made, model: { name: "grid-anomaly", version: "1.2.0" } };
  const event: AnomalyEvent = {
    id: `${device}:${anomaly.start}`,
    peak: 0.998,
    peakAt: anomaly.start,
    contributions,
    ...anomaly,
  };
  return { ...made, event, model: { name: "grid-anomaly", version: "1.2.0" } };
}

function normal(device: string, at: number, anomaly?: { start: number; end: number }): Insight {
  return { ...insight(device, at, anomaly), score: 0.2 + 0.1 * Math.sin(at / 7_000) };
}

function abnormal(device: string, at: number, anomaly: { start: number }): Insight {
  return { ...insight(device, at, anomaly), reason: "ANOMALY", score: 0.99 + 0.005 * Math.sin(at / 7_000) };
}

async function open(path: string, options: BrowserContextOptions = {}): Promise<void> {
  context = await browser.newContext({ viewport: DESK, ...options });
  page = await context.newPage();
  complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${platform.url}${path}`);
}

function assessmentOf(unit: string): Promise<string | null> {
  return page.getByTestId(`unit-row-${unit}`).getByTestId("assessment").getAttribute("data-assessment");
}

/** Of the whole page, which scrolls within the window. */
async function picture(name: string): Promise<void> {
  if (PICTURES === undefined) return;
  const { width, height } = page.viewportSize() ?? DESK;
  const hidden = await page.evaluate(
    "document.querySelector('main').scrollHeight - document.querySelector('main').clientHeight",
  );
  await page.setViewportSize({ width, height: height + Number(hidden) });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

describe("the fleet page", () => {
  it("says of every unit what the model makes of it, the abnormal one first and counted", async () => {
    await open("/");
    const verdicts = ["normal", "abnormal", "insufficient", "off", "unscored"];
    for (const [i, unit] of UNITS.entries()) {
      await eventually(async () => expect(await assessmentOf(unit)).toBe(verdicts[i]), { timeoutMs: 15_000 });
    }
    const first = page.locator("[data-testid^=unit-row-]").first();
    await eventually(async () => expect(await first.getAttribute("data-testid")).toBe("unit-row-unit-2"));
    const text = await first.textContent();
    for (const part of ["Abnormal", "L2 voltage", "since"]) expect(text).toContain(part);
    expect(text).toMatch(/score 0\.9\d\d/);
    await eventually(async () => expect(await page.getByTestId("abnormal-count").textContent()).toContain("1"));
    expect(await page.locator("main").textContent()).toContain("1 abnormal");
    await page.getByTestId("abnormal-count").click();
    await eventually(async () => expect(await page.locator("[data-testid^=unit-row-]").count()).toBe(1));
    expect(page.url()).toContain("state=abnormal");
    expect(complaints).toEqual([]);
  });

  it("follows an anomaly as it opens and ends", async () => {
    await open("/");
    await eventually(async () => expect(await assessmentOf("unit-1")).toBe("normal"));
    const start = Date.now();
    model.say("unit-1", (at) => abnormal("unit-1", at, { start }));
    await eventually(async () => expect(await assessmentOf("unit-1")).toBe("abnormal"));
    model.say("unit-1", (at) => normal("unit-1", at));
    await model.publish(normal("unit-1", Date.now(), { start, end: Date.now() }));
    await eventually(async () => expect(await assessmentOf("unit-1")).toBe("normal"));
  });
});

describe("the unit page", () => {
  it("says since when a unit is abnormal, by which signals, and by which model", async () => {
    await open("/units/unit-2");
    const verdict = page.getByTestId("verdict");
    await eventually(async () => expect(await verdict.getAttribute("data-assessment")).toBe("abnormal"));
    expect(await verdict.textContent()).toContain("Abnormalsince");
    expect(await page.getByTestId("model").textContent()).toBe("grid-anomaly 1.2.0");
    const rows = page.getByTestId("signals").locator("tbody tr");
    expect(await rows.first().textContent()).toBe("L2 voltage81%230.2 V185.1 V");
    expect(await rows.last().textContent()).toBe("oil temperature2%61.562");
    expect(complaints).toEqual([]);
  });

  it("draws the score beside the readings, with a table, and tells of the anomaly in words", async () => {
    await open("/units/unit-2");
    const score = page.getByRole("figure", { name: /^Anomaly score/ });
    await score.locator("canvas").waitFor();
    await eventually(async () => expect(await score.locator("figcaption").textContent()).toMatch(/Score 0\.9/));
    const voltage = page.getByRole("figure", { name: /^Output voltage/ });
    expect(await voltage.locator("figcaption").textContent()).toMatch(/1 anomaly: from .+ on, not ended/);
    await score.getByText("Anomaly score as a table").click();
    await eventually(async () => expect(await score.locator("tbody").last().textContent()).toContain("yes"));
  });

  it("leads to a past anomaly, at its place in the history", async () => {
    await open("/units/unit-2");
    await eventually(async () => expect(await page.getByTestId("anomaly").count()).toBe(2), { timeoutMs: 20_000 });
    expect(await page.getByTestId("anomaly").first().textContent()).toContain("Open since");
    await page.getByTestId("anomaly").last().click();
    await eventually(async () => expect(page.url()).toContain("range=daily"));
    const score = page.getByRole("figure", { name: /^Anomaly score/ });
    await score.locator("canvas").waitFor();
    // The cursor stands on the window in which it began.
    await eventually(async () => expect(await score.locator("thead").first().textContent()).not.toContain("Newest"));
    expect(await score.locator("figcaption").textContent()).toMatch(/2 anomalies/);
    await picture("unit-daily");
  });

  it.each([
    ["unit-3", "insufficient", "Not enough data"],
    ["unit-4", "off", "No model"],
    ["unit-5", "unscored", "Not scored"],
  ])("says why %s has no score", async (unit, assessment, words) => {
    await open(`/units/${unit}`);
    const verdict = page.getByTestId("verdict");
    await eventually(async () => expect(await verdict.getAttribute("data-assessment")).toBe(assessment));
    expect(await verdict.textContent()).toContain(words);
    expect(await page.getByTestId("score").count()).toBe(0);
  });
});

describe("a failure forecast", () => {
  const at = Math.floor(Date.now() / HOUR) * HOUR;
  const forecast = (within48h: number): Forecast => ({
    ...{ device: "unit-5", at, reason: "FORECAST", within24h: within48h / 2, within48h, threshold: 0.4 },
    drivers: [{ feature: "out_voltage2_min", share: 1, usual: 1, observed: 0.93 }],
    hours: { known: 168, needed: 24 },
    model: { name: "grid-failure-risk", version: "1.0.0" },
  });

  it("comes to the fleet page by itself, and goes when no model is active", async () => {
    await model.forecast(forecast(0.345));
    await open("/");
    const risk = page.getByTestId("unit-row-unit-5").getByTestId("risk");
    await eventually(async () => expect(await risk.textContent()).toBe("35%"));
    await model.forecast(forecast(0.62));
    await eventually(async () => expect(await risk.textContent()).toBe("62%"));
    await model.forecast({ device: "unit-5", at, reason: "OFF" });
    await eventually(async () => expect(await risk.count()).toBe(0));
    expect(complaints).toEqual([]);
  });

  it("comes to the unit's page by itself, with what drives it", async () => {
    await model.forecast(forecast(0.2));
    await open("/units/unit-5");
    const panel = page.getByTestId("forecast");
    await eventually(async () => expect(await panel.textContent()).toContain("Fails within 48 hours20%"));
    await model.forecast(forecast(0.62));
    await eventually(async () => expect(await panel.textContent()).toContain("Fails within 48 hours62%"));
    expect(await panel.textContent()).toContain("L2 voltage, lowest");
    await model.forecast({ device: "unit-5", at, reason: "OFF" });
    await eventually(async () => expect(await panel.textContent()).toContain("no failure-risk model is active"));
    // The database says the same to who comes later.
    await eventually(async () => {
      await page.reload();
      await panel.waitFor();
      expect(await panel.textContent()).toContain("no failure-risk model is active");
    });
    expect(complaints).toEqual([]);
  });
});

describe.each(["light", "dark"] as const)("with an anomaly, in the %s theme", (colorScheme) => {
  it.each([
    ["the fleet on a desk", "/", DESK],
    ["the fleet on a phone", "/", PHONE],
    ["a unit on a desk", "/units/unit-2", DESK],
    ["a unit on a phone", "/units/unit-2", PHONE],
  ])("is accessible and fits: %s", async (name, path, viewport) => {
    await open(path, { colorScheme, viewport });
    const mark =
      path === "/" ? page.getByTestId("unit-row-unit-2").getByTestId("assessment") : page.getByTestId("verdict");
    await eventually(async () => expect(await mark.getAttribute("data-assessment")).toBe("abnormal"));
    if (path !== "/")
      await page
        .getByRole("figure", { name: /^Anomaly score/ })
        .locator("canvas")
        .waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    expect(overflow).toBeLessThanOrEqual(0);
    await picture(`${name.replaceAll(" ", "-")}-${colorScheme}`);
  });
});
