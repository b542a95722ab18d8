import type { Forecast } from "@gridwatch/contracts";
import { eventually } from "@gridwatch/testkit";
import type { Page } from "playwright-core";
import { axeViolations } from "./axe.js";
import { abnormal, HOUR, InsightsStage, normal, UNITS } from "./insights-stage.js";
import { DESK, PHONE } from "./opened-page.js";

let stage: InsightsStage;
let page: Page;

beforeAll(async () => {
  stage = await InsightsStage.start();
});
afterAll(() => stage?.stop());
afterEach(() => stage.close());

function assessmentOf(unit: string): Promise<string | null> {
  return page.getByTestId(`unit-row-${unit}`).getByTestId("assessment").getAttribute("data-assessment");
}

describe("the fleet page", () => {
  it("says of every unit what the model makes of it, the abnormal one first and counted", async () => {
    page = await stage.open("/");
    const verdicts = ["normal", "abnormal", "insufficient", "off", "unscored"];
    for (const [i, unit] of UNITS.entries()) {
      await eventually(async () => expect(await assessmentOf(unit)).toBe(verdicts[i]), { timeoutMs: 15_000 });
    }
    const states = ["Normal", "Abnormal", "Few data", "No verdict", "No verdict"];
    const stateOf = (unit: string) => page.getByTestId(`unit-row-${unit}`).getByTestId("state").textContent();
    expect(await Promise.all(UNITS.map(stateOf))).toEqual(states);
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
    expect(stage.opened.complaints).toEqual([]);
  });

  it("follows an anomaly as it opens and ends", async () => {
    page = await stage.open("/");
    await eventually(async () => expect(await assessmentOf("unit-1")).toBe("normal"));
    const start = Date.now();
    stage.model.say("unit-1", (at) => abnormal("unit-1", at, { start }));
    await eventually(async () => expect(await assessmentOf("unit-1")).toBe("abnormal"));
    stage.model.say("unit-1", (at) => normal("unit-1", at));
    await stage.model.publish(normal("unit-1", Date.now(), { start, end: Date.now() }));
    await eventually(async () => expect(await assessmentOf("unit-1")).toBe("normal"));
  });
});

describe("the unit page", () => {
  it("says since when a unit is abnormal, by which signals, and by which model", async () => {
    page = await stage.open("/units/unit-2");
    const verdict = page.getByTestId("verdict");
    await eventually(async () => expect(await verdict.getAttribute("data-assessment")).toBe("abnormal"));
    expect(await verdict.textContent()).toContain("Abnormalsince");
    expect(await page.getByTestId("model").textContent()).toBe("grid-anomaly 1.2.0");
    const rows = page.getByTestId("signals").locator("tbody tr");
    expect(await rows.first().textContent()).toBe("L2 voltage81.0 %230.2 V185.1 V");
    expect(await rows.last().textContent()).toBe("oil temperature2.0 %61.562");
    expect(stage.opened.complaints).toEqual([]);
  });

  it("says what an anomaly came from while it returns and has not ended", async () => {
    page = await stage.open("/units/unit-1");
    const verdict = page.getByTestId("verdict");
    const signals = page.getByTestId("signals");
    const strongest = () => signals.locator("tbody tr").first().textContent();
    await eventually(async () => expect(await strongest()).toBe("Input current60.0 %15.20 A15.30 A"));
    const start = Date.now();
    stage.model.say("unit-1", (at) => normal("unit-1", at, { start }));
    await eventually(async () => expect(await verdict.getAttribute("data-assessment")).toBe("abnormal"));
    await eventually(async () => expect(await strongest()).toBe("L2 voltage93.0 %230.2 V171.4 V"));
    expect(await signals.locator("caption").textContent()).toBe("Signals at the peak");
    expect(await page.getByTestId("peak").textContent()).toMatch(/^Score 0\.998 at \d/);
    expect(await verdict.textContent()).toMatch(/Score, 0 to 10\.[123]\d\d.+Returning: below the threshold now/);
    stage.model.say("unit-1", (at) => normal("unit-1", at));
    await stage.model.publish(normal("unit-1", Date.now(), { start, end: Date.now() }));
    await eventually(async () => expect(await strongest()).toBe("Input current60.0 %15.20 A15.30 A"));
    expect(await page.getByTestId("peak").count()).toBe(0);
  });

  it("draws the score beside the readings, with a table, and tells of the anomaly in words", async () => {
    page = await stage.open("/units/unit-2");
    const score = page.getByRole("figure", { name: /^Anomaly score/ });
    await score.locator("canvas").waitFor();
    await eventually(async () => expect(await score.locator("figcaption").textContent()).toMatch(/Score 0\.9/));
    const voltage = page.getByRole("figure", { name: /^Output voltage/ });
    expect(await voltage.locator("figcaption").textContent()).toMatch(/1 anomaly: from .+ on, not ended/);
    await score.getByText("Anomaly score as a table").click();
    await eventually(async () => expect(await score.locator("tbody").last().textContent()).toContain("anomaly"));
  });

  it("leads to a past anomaly, at its place in the history", async () => {
    page = await stage.open("/units/unit-2");
    await eventually(async () => expect(await page.getByTestId("anomaly").count()).toBe(2), { timeoutMs: 20_000 });
    expect(await page.getByTestId("anomaly").first().textContent()).toContain("Open since");
    await page.getByTestId("anomaly").last().click();
    await eventually(async () => expect(page.url()).toContain("range=custom"));
    const score = page.getByRole("figure", { name: /^Anomaly score/ });
    await score.locator("canvas").waitFor();
    // The cursor stands on the window in which it began.
    await eventually(async () => expect(await score.locator("thead").first().textContent()).not.toContain("Newest"));
    expect(await score.locator("figcaption").textContent()).toMatch(/1 anomaly/);
    await stage.opened.picture("unit-anomaly");
  });

  it.each([
    ["unit-3", "insufficient", "Not enough data"],
    ["unit-4", "off", "No model"],
    ["unit-5", "unscored", "Not scored"],
  ])("says why %s has no score", async (unit, assessment, words) => {
    page = await stage.open(`/units/${unit}`);
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
    await stage.model.forecast(forecast(0.345));
    page = await stage.open("/");
    const risk = page.getByTestId("unit-row-unit-5").getByTestId("risk");
    await eventually(async () => expect(await risk.textContent()).toBe("34.5 %"));
    await stage.model.forecast(forecast(0.62));
    await eventually(async () => expect(await risk.textContent()).toBe("62.0 %"));
    await stage.model.forecast({ device: "unit-5", at, reason: "OFF" });
    await eventually(async () => expect(await risk.count()).toBe(0));
    expect(stage.opened.complaints).toEqual([]);
  });

  it("comes to the unit's page by itself, with what drives it", async () => {
    await stage.model.forecast(forecast(0.2));
    page = await stage.open("/units/unit-5");
    const panel = page.getByTestId("forecast");
    await eventually(async () => expect(await panel.textContent()).toContain("Fails within 48 hours20.0 %"));
    await stage.model.forecast(forecast(0.62));
    await eventually(async () => expect(await panel.textContent()).toContain("Fails within 48 hours62.0 %"));
    expect(await panel.textContent()).toContain("L2 voltage, lowest, × usual");
    await stage.model.forecast({ device: "unit-5", at, reason: "OFF" });
    await eventually(async () => expect(await panel.textContent()).toContain("no failure-risk model is active"));
    // The database says the same to who comes later.
    await eventually(async () => {
      await page.reload();
      await panel.waitFor();
      expect(await panel.textContent()).toContain("no failure-risk model is active");
    });
    expect(stage.opened.complaints).toEqual([]);
  });
});

describe.each(["light", "dark"] as const)("with an anomaly, in the %s theme", (colorScheme) => {
  it.each([
    ["the fleet on a desk", "/", DESK],
    ["the fleet on a phone", "/", PHONE],
    ["a unit on a desk", "/units/unit-2", DESK],
    ["a unit on a phone", "/units/unit-2", PHONE],
  ])("is accessible and fits: %s", async (name, path, viewport) => {
    page = await stage.open(path, { colorScheme, viewport });
    const mark =
      path === "/" ? page.getByTestId("unit-row-unit-2").getByTestId("assessment") : page.getByTestId("verdict");
    await eventually(async () => expect(await mark.getAttribute("data-assessment")).toBe("abnormal"));
    if (path !== "/")
      await page
        .getByRole("figure", { name: /^Anomaly score/ })
        .locator("canvas")
        .waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await stage.opened.overflow()).toBeLessThanOrEqual(0);
    await stage.opened.picture(`${name.replaceAll(" ", "-")}-${colorScheme}`);
  });
});
