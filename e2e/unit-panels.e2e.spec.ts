import { type Platform, startPlatform } from "@gridwatch/local-stack";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { axeViolations } from "./axe.js";
import { launchBrowser } from "./browser.js";
import { type DeviceMessage, publishByLibrary } from "./device-clients.js";
import { DESK, OpenedPage, PHONE } from "./opened-page.js";

const MINUTE = 60_000;
const WINDOW = 10 * MINUTE;
/** Four hours: the oil's time constant is three. */
const WINDOWS = 24;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let browser: Browser;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  directory = await temporaryDirectory("unit-panels");
  const services = ["ingest", "storage", "realtime", "analytics"] as const;
  const ratings = JSON.stringify({ devices: { fresh: { ratedVa: 15_000 } } });
  platform = await startPlatform({
    dir: directory.path,
    services: [...services],
    env: { analytics: { ANALYTICS_RATINGS: ratings } },
  });
  await publishByLibrary(platform.mosquitto, 5, [
    ...past("seasoned", { out_voltage2: 184 }),
    ...past("dipping"),
    ...["seasoned", "dipping", "fresh"].map((device) => reading(device)),
  ]);
  await eventually(() => expectStored());
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
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

/** Three readings in each of the last whole windows. @param once what one of them has instead, such as a sag that its window's mean hardly shows */
function past(device: string, once: Record<string, number> = {}): DeviceMessage[] {
  const end = Math.floor(Date.now() / WINDOW) * WINDOW;
  return Array.from({ length: WINDOWS }, (_, window) => end - (WINDOWS - window) * WINDOW).flatMap((start, window) =>
    [1, 4, 7].map((minute) =>
      reading(device, { timestamp: start + minute * MINUTE, ...(window === 10 && minute === 4 && once) }),
    ),
  );
}

/** Soon, though its past lies where everything counts as rolled up by now. */
async function expectStored(): Promise<void> {
  for (const [device, least] of [
    ["seasoned", WINDOWS],
    ["dipping", WINDOWS],
    ["fresh", 1],
  ] as const) {
    const to = Date.now();
    // A day and the week, as the page asks for them.
    for (const windows of [144, 1_008]) {
      const period = `from=${new Date(to - windows * WINDOW).toISOString()}&to=${new Date(to).toISOString()}`;
      const answer = await fetch(`${platform.url}/api/v1/devices/${device}/history?${period}&points=${windows}`);
      expect(answer.status).toBe(200);
      const { timestamps, windowMs } = (await answer.json()) as { timestamps: number[]; windowMs: number };
      expect(windowMs).toBe(WINDOW);
      expect(timestamps.length).toBeGreaterThanOrEqual(least);
    }
  }
}

async function open(path: string, options: BrowserContextOptions = {}): Promise<void> {
  opened = await OpenedPage.open(browser, `${platform.url}${path}`, options);
  page = opened.page;
}

async function openSeasoned(options: BrowserContextOptions = {}, device = "seasoned"): Promise<void> {
  await open(`/units/${device}`, options);
  await page.getByTestId("week-windows").waitFor();
}

function expectText(testId: string, text: RegExp): Promise<void> {
  return eventually(async () => expect(await page.getByTestId(testId).textContent()).toMatch(text));
}

describe("a unit's power quality", () => {
  it("is the balance now, EN 50160 over the windows there are, and the sags found", async () => {
    await openSeasoned();
    // Mean 229 V: L3 lies 3 V below, 1.31 %.
    await expectText("power-quality", /L3-1\.31PVUR1\.31/);
    // 10, 9 and 8 A: 1 A off a mean of 9, and √3 A when they are 120° apart.
    await expectText("power-quality", /Current unbalance11\.11Neutral current, A1\.73/);
    await expectText("week-windows", /^2[45] of the 1,008 windows.+Nominal voltage 230\.0 V.+assumed/);
    // Beside the calendar week, which has just begun when the test runs on a Monday.
    await expectText(
      "supply-voltage",
      /This week so far, since Monday .+Last 7 days.+L2100\.0 %215\.3231\.0kept so far/,
    );
    await expectText("voltage-events", /SagL2184\.0 V \(80\.0 %\)10 min/);
    expect(opened.complaints).toEqual([]);
  });
});

describe("a sag", () => {
  it("is a mark in the charts, told in words, to which its row leads", async () => {
    await openSeasoned();
    const voltage = page.getByRole("figure", { name: /^Output voltage/ });
    await page.getByTestId("voltage-events").getByRole("link").click();
    await eventually(async () => expect(page.url()).toMatch(/range=custom.+at=\d+#trends$/));
    const caption = () => voltage.locator("figcaption").textContent();
    await eventually(async () => expect(await caption()).toMatch(/no anomaly; 1 voltage event: sag from .+ to /));
    expect(await caption()).toContain("at times outside the limits of 230.0 V ± 10 %");
    await voltage.getByText("Output voltage as a table").click();
    const table = voltage.getByRole("table", { name: /newest first$/ });
    await table.getByRole("columnheader", { name: "Voltage event" }).waitFor();
    expect(await table.getByRole("row", { name: /184\.0.+sag/ }).count()).toBe(1);
    await page.getByText(/^Sag, swell or interruption, by \d+-second windows$/).waitFor();
    await opened.picture("unit-sag");
    expect(opened.complaints).toEqual([]);
  });

  it("is marked and listed while it lasts, and no longer; the input has its own", async () => {
    let values: Record<string, number> = {};
    const send = () =>
      void publishByLibrary(platform.mosquitto, 5, [reading("dipping", values)]).catch(() => undefined);
    const device = setInterval(send, 1_000);
    try {
      await openSeasoned({}, "dipping");
      const figure = (name: RegExp) => page.getByRole("figure", { name });
      const captionOf = (name: RegExp) => figure(name).locator("figcaption").textContent();
      const newestL2 = () =>
        figure(/^Output voltage/)
          .locator("tbody tr")
          .nth(1)
          .locator("td")
          .first()
          .textContent();
      await expectText("voltage-events", /None in 2[45] windows/);
      await eventually(async () => expect(await newestL2()).toBe("231.0"));
      const began = Date.now();
      values = { out_voltage2: 184, input_voltage: 260 };
      await eventually(async () =>
        expect(await captionOf(/^Output voltage/)).toMatch(/sag from [\d:]+ on, not ended$/),
      );
      expect(await captionOf(/^Input voltage/)).toMatch(/1 voltage event: swell from [\d:]+ on, not ended$/);
      expect(await captionOf(/^Output current/)).not.toContain("voltage event");
      await expectText("voltage-events", /SagL2184\.0 V \(80\.0 %\)going on/);
      await page.getByText("Sag, swell or interruption, by single readings").waitFor();
      // Within 2 % of the limit it goes on.
      values = { out_voltage2: 209 };
      await eventually(async () => expect(await newestL2()).toBe("209.0"));
      expect(await captionOf(/^Output voltage/)).toMatch(/sag from [\d:]+ on, not ended$/);
      values = {};
      await eventually(async () => expect(await captionOf(/^Output voltage/)).toMatch(/sag from [\d:]+ to [\d:]+$/));
      const lasted = Math.ceil((Date.now() - began) / 1_000);
      const text = await page.getByTestId("voltage-events").textContent();
      expect(Number(/\(80\.0 %\)(\d+) s/.exec(text ?? "")?.[1])).toBeLessThanOrEqual(lasted);
      expect(opened.complaints).toEqual([]);
    } finally {
      clearInterval(device);
    }
  });
});

it("saves a table as it stands, by keyboard: times in UTC, numbers as numbers", async () => {
  await openSeasoned();
  const save = async (table: string) => {
    const button = page.getByRole("button", { name: `Export ${table} as CSV` });
    await button.focus();
    const { name, content } = await opened.downloadBy(() => page.keyboard.press("Enter"));
    return { name, rows: content.toString().trimEnd().split("\r\n") };
  };
  const events = await save("Sags, swells and interruptions of the last 7 days");
  expect(events.name).toMatch(
    /^gridwatch_seasoned_sags-swells-and-interruptions-of-the-last-7-days_\d{8}T\d{6}Z\.csv$/,
  );
  expect(events.rows[0]).toBe("From,What,Phases,Farthest,Lasted up to");
  expect(events.rows[1]).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d0:00\.000Z,Sag,L2,184\.0 V \(80\.0 %\),10 min$/);
  const balance = await save("Balance now");
  expect(balance.rows).toEqual([
    'Phase,"From the mean, %"',
    "L1,0.44",
    "L2,0.87",
    "L3,-1.31",
    "PVUR,1.31",
    "Current unbalance,11.11",
    '"Neutral current, A",1.73',
  ]);
  const supply = await save("EN 50160, by 10-minute means");
  expect(supply.rows).toContainEqual(expect.stringMatching(/^"Last 7 days, a whole week",/));
  expect(supply.rows.at(-2)).toBe("L2,100.0 %,215.3,231,kept so far");
});

describe("what a unit measures besides", () => {
  it("is listed with its age, and drawn as the address says", async () => {
    await open("/units/fresh");
    await page.getByText("no power factor is measured").waitFor();
    expect(await page.getByTestId("also-measured").count()).toBe(0);
    await publishByLibrary(platform.mosquitto, 5, [reading("fresh", { power_factor: 0.92, oil_temperature: 61.5 })]);
    await expectText("also-measured", /oil temperature61\.5< 5 spower factor0\.92< 5 s/);
    await page.getByText("the power factor that the unit measures is not in it").waitFor();
    await page.getByRole("link", { name: "oil temperature" }).click();
    await eventually(async () => expect(page.url()).toContain("metric=oil_temperature"));
    const caption = () =>
      page
        .getByRole("figure", { name: /^Oil temperature/ })
        .locator("figcaption")
        .textContent();
    await eventually(async () => expect(await caption()).toContain("Oil temperature 61.5 to 61.5"), {
      timeoutMs: 20_000,
    });
    await page.getByRole("radio", { name: "Daily" }).click();
    await eventually(async () => expect(await caption()).toMatch(/over the last 24 hours: Oil temperature 61\.5/));
    expect(page.url()).toContain("metric=oil_temperature");
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("link", { name: "oil temperature" }).click();
    await eventually(async () => expect(page.url()).not.toContain("metric="));
    expect(opened.complaints).toEqual([]);
  });
});

it("says in words why a figure is missing", async () => {
  const payload = JSON.stringify({ out_voltage1: 230, out_voltage2: 231, out_current1: 10, out_current2: 9 });
  await publishByLibrary(platform.mosquitto, 5, [{ topic: "sensors/partial/telemetry", payload }]);
  await open("/units/partial");
  await eventually(async () =>
    expect(await page.getByRole("region", { name: "Phase L3" }).textContent()).toBe(
      "Phase L3Voltagenot reportedCurrentnot reportedApparent powerneeds both",
    ),
  );
  await expectText("power-quality", /PVURneeds three voltagesCurrent unbalanceneeds three currents/);
  expect(await axeViolations(page)).toEqual([]);
});

describe("a unit's temperature", () => {
  it("is worked out from what is assumed, which a person can tell and the browser keeps", async () => {
    await openSeasoned();
    // The week's highest mean is taken for the rated current: K = 1 at 20 °C.
    await expectText("thermal", /no rating configured/);
    await expectText("thermal", /Hot spot107\.6 °C[\s\S]*Top oil80\.0 °C[\s\S]*Ageing rate.+3\.031/);
    await page.getByLabel("Rated current per phase, A").fill("20");
    await page.getByRole("button", { name: "Assume" }).click();
    // K = 0.5: 46.3 °C of oil and 9.1 K on top.
    await expectText("thermal", /Hot spot55\.4 °C[\s\S]*Top oil46\.3 °C/);
    await page.reload();
    await expectText("thermal", /Hot spot55\.4 °C[\s\S]*Rated current 20\.00 A/);
  });

  it("is not told of a unit that has hardly reported", async () => {
    await open("/units/fresh");
    await expectText("thermal", /Not enough data/);
    await expectText("thermal", /that of the unit's rating, 15\.0+ kVA, at nominal voltage/);
    expect(opened.complaints).toEqual([]);
  });
});

it("says what cannot be loaded, keeps the live part and tries again", async () => {
  await openSeasoned();
  const history = /\/history\?.+points=1008/;
  await page.route(history, (route) => route.abort());
  await page.reload();
  const panel = page.getByTestId("power-quality");
  await panel.getByText("The last 7 days cannot be loaded").waitFor();
  expect(await panel.textContent()).toMatch(/PVUR1\.31/);
  await page.unroute(history);
  await panel.getByRole("button", { name: "Try again" }).click();
  await expectText("voltage-events", /SagL2/);
  await expectText("thermal", /Hot spot/);
});

it("says that the score and the older anomalies cannot be loaded, and tries again", async () => {
  opened = await OpenedPage.open(browser, "about:blank");
  page = opened.page;
  const scores = /\/devices\/seasoned\/scores\?/;
  const anomalies = /\/devices\/seasoned\/insights\?/;
  for (const asked of [scores, anomalies]) await page.route(asked, (route) => route.abort());
  await page.goto(`${platform.url}/units/seasoned`);
  for (const [asked, title] of [
    [scores, "The score cannot be loaded"],
    [anomalies, "Older ones cannot be loaded"],
  ] as const) {
    const notice = page.getByRole("status").filter({ hasText: title });
    await notice.waitFor();
    await page.unroute(asked);
    await notice.getByRole("button", { name: "Try again" }).click();
    await notice.waitFor({ state: "detached" });
  }
});

it("goes on around a panel that an answer breaks, which comes back with a better one", async () => {
  opened = await OpenedPage.open(browser, "about:blank");
  page = opened.page;
  const forecasts = /\/devices\/seasoned\/forecasts/;
  const broken = { device: "seasoned", at: new Date().toISOString(), reason: "OFF", model: 7 };
  await page.route(forecasts, (route) => route.fulfill({ json: { forecasts: [broken] } }));
  await page.goto(`${platform.url}/units/seasoned`);
  const notice = page.getByRole("status").filter({ hasText: "Failure forecast cannot be shown" });
  await notice.waitFor();
  await expectText("power-quality", /PVUR1\.31/);
  await expectText("thermal", /Ambient/);
  await page.getByRole("figure").first().locator("canvas").waitFor();
  await page.unroute(forecasts);
  await notice.getByRole("button", { name: "Try again" }).click();
  await expectText("forecast", /No forecast of this unit yet/);
});

it.each([
  ["light", DESK],
  ["dark", DESK],
  ["light", PHONE],
  ["dark", PHONE],
] as const)("is accessible and fits with all its figures: %s, %o", async (colorScheme, viewport) => {
  await openSeasoned({ colorScheme, viewport });
  await expectText("voltage-events", /Sag/);
  await expectText("thermal", /Hot spot/);
  expect(await axeViolations(page)).toEqual([]);
  expect(await opened.overflow()).toBeLessThanOrEqual(0);
  await opened.picture(`unit-panels-${colorScheme}-${viewport.width}`);
});

describe("on paper", () => {
  it("is a light report without navigation, nothing of it cut off", async () => {
    await openSeasoned({ colorScheme: "dark" });
    await expectText("thermal", /Hot spot/);
    await page.getByRole("figure").first().locator("canvas").waitFor();
    await eventually(async () => expect(await page.locator("html.dark").count()).toBe(1));
    await page.emulateMedia({ media: "print" });
    await eventually(async () => expect(await page.locator("html.dark").count()).toBe(0));
    for (const hidden of [
      page.getByRole("navigation"),
      page.getByRole("banner"),
      page.getByRole("group", { name: "Time range" }),
      page.getByRole("button", { name: "Assume" }),
    ])
      expect(await hidden.count()).toBe(0);
    await page.getByText(/^Gridwatch, printed .+20\d\d/).waitFor();
    await page.getByRole("heading", { name: "seasoned", level: 1 }).waitFor();
    const breaks = "[...document.querySelectorAll('main section')].map((one) => getComputedStyle(one).breakInside)";
    const ofPanels = (await page.evaluate(breaks)) as string[];
    expect(ofPanels.length).toBeGreaterThan(8);
    expect(new Set(ofPanels)).toEqual(new Set(["avoid"]));
    await opened.picture("unit-print");
    // Neither its window nor a page of paper bounds it.
    expect(await page.evaluate("document.documentElement.scrollHeight > window.innerHeight")).toBe(true);
    const paper = (await page.pdf({ format: "A4" })).toString("latin1");
    expect(paper.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(1);
    await page.emulateMedia({ media: "screen" });
    await eventually(async () => expect(await page.locator("html.dark").count()).toBe(1));
    expect(opened.complaints).toEqual([]);
  });
});

it("can be installed", async () => {
  await open("/");
  const devTools = await page.context().newCDPSession(page);
  const { errors, data } = await devTools.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { icons } = JSON.parse(data ?? "{}") as { icons: { src: string; type: string }[] };
  expect(icons.length).toBeGreaterThan(0);
  for (const { src, type } of icons) {
    const answer = await fetch(`${platform.url}${src}`);
    expect(answer.headers.get("content-type")).toBe(type);
  }
  const { installabilityErrors } = await devTools.send("Page.getInstallabilityErrors");
  // A fresh profile, as tests have it, is to a browser an incognito one.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
  expect(opened.complaints).toEqual([]);
});
