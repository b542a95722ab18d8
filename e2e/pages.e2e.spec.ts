import type { DeviceHistory, PlainReading } from "@gridwatch/contracts";
import { type Platform, type ServerHandle, startPlatform, startSimulator } from "@gridwatch/local-stack";
import { eventually, expectAccountsToAgree, temporaryDirectory } from "@gridwatch/testkit";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { WebSocket } from "ws";
import { axeViolations } from "./axe.js";
import { launchBrowser } from "./browser.js";
import { DESK, inkOf, OpenedPage, PHONE } from "./opened-page.js";

const UNITS = 12;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let simulator: ServerHandle;
let browser: Browser;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  directory = await temporaryDirectory("pages");
  platform = await startPlatform({ dir: directory.path, env: { analytics: { ANALYTICS_STALE_AFTER_MS: "3000" } } });
  simulator = await startSimulator({ dir: directory.path }, platform.mosquitto, { devices: UNITS, intervalMs: 500 });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await simulator?.stop();
  await platform?.stop();
  await directory.remove();
});

afterEach(() => opened?.close());

async function open(path: string, options: BrowserContextOptions = {}): Promise<void> {
  opened = await OpenedPage.open(browser, `${platform.url}${path}`, options);
  page = opened.page;
}

async function textOf(testId: string): Promise<string> {
  return (await page.getByTestId(testId).textContent()) ?? "";
}

/** When each row was measured that the chart of output voltages shows, oldest first, as its export has them. */
async function timesShown(): Promise<number[]> {
  await page.getByRole("button", { name: "Export Output voltage" }).click();
  const { content } = await opened.downloadBy(() => page.getByRole("menuitem", { name: "Numbers (CSV)" }).click());
  const [, ...rows] = content.toString().trimEnd().split("\r\n");
  return rows.map((row) => Date.parse(row.split(",")[0] ?? ""));
}

/** Seconds since then of which a reading of the unit is stored. */
async function secondsStored(unit: string, since: number): Promise<number> {
  const asked = `metrics=out_voltage1&points=300&from=${since}&to=${Date.now()}`;
  const answer = await fetch(`${platform.url}/api/v1/devices/${unit}/history?${asked}`);
  return ((await answer.json()) as DeviceHistory).timestamps.length;
}

describe("the fleet page", () => {
  it("shows every unit live, with the age of its data and the state of the connection", async () => {
    await open("/");
    for (let unit = 1; unit <= UNITS; unit++)
      await page.getByTestId(`unit-row-unit-${String(unit).padStart(3, "0")}`).waitFor();
    await eventually(async () =>
      expect(await page.getByTestId("connection-state").getAttribute("data-status")).toBe("live"),
    );
    const before = await textOf("unit-row-unit-001");
    await eventually(async () => expect(await textOf("unit-row-unit-001")).not.toBe(before));
    expect(opened.complaints).toEqual([]);
  });

  it("sorts by any column and finds a unit, both kept in the address", async () => {
    await open("/");
    await page.getByRole("button", { name: /^Input voltage/ }).click();
    const header = page.getByRole("columnheader", { name: /^Input voltage/ });
    await eventually(async () => expect(await header.getAttribute("aria-sort")).toMatch(/ascending|descending/));
    await page.getByRole("searchbox").fill("007");
    await eventually(async () => expect(await page.locator("[data-testid^=unit-row-]").count()).toBe(1));
    await page.reload();
    await page.getByTestId("unit-row-unit-007").waitFor();
    expect(await page.locator("[data-testid^=unit-row-]").count()).toBe(1);
  });

  it("greys out what it shows when the connection is lost, and comes back by itself", async () => {
    await open("/");
    await page.getByTestId("unit-row-unit-001").waitFor();
    const status = () => page.getByTestId("connection-state").getAttribute("data-status");
    await eventually(async () => expect(await status()).toBe("live"));
    const figure = page.getByTestId("unit-row-unit-001").locator("td").last();
    const live = await inkOf(figure);
    await platform.part("realtime").kill();
    await eventually(async () => expect(await status()).toBe("lost"), { timeoutMs: 3_000 });
    expect(await inkOf(figure)).not.toBe(live);
    expect(await axeViolations(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    for (const shown of [page.getByTestId("newest-age"), page.getByTestId("abnormal-count").getByText("abnormal")]) {
      const box = await shown.boundingBox();
      expect(box?.width).toBeGreaterThan(20);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(PHONE.width);
    }
    expect(await opened.overflow()).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
    await opened.picture("fleet-lost-phone");
    await platform.part("realtime").restart();
    await eventually(async () => expect(await status()).toBe("live"), { timeoutMs: 15_000 });
    const before = await textOf("unit-row-unit-001");
    await eventually(async () => expect(await textOf("unit-row-unit-001")).not.toBe(before));
  });

  it("says that units are stale when they fall silent, and online when they speak again", async () => {
    await open("/");
    const condition = () => page.getByTestId("unit-row-unit-001").getAttribute("data-condition");
    await eventually(async () => expect(await condition()).toBe("online"));
    await simulator.stop();
    await eventually(async () => expect(await condition()).toBe("stale"), { timeoutMs: 10_000 });
    await simulator.restart();
    await eventually(async () => expect(await condition()).toBe("online"), { timeoutMs: 10_000 });
  });
});

describe("the unit page", () => {
  it("is reached from the fleet, shows each phase and a live chart, and goes back", async () => {
    await open("/");
    await page.getByRole("link", { name: "unit-003" }).click();
    await page.getByRole("heading", { name: "unit-003", level: 1 }).waitFor();
    expect(page.url()).toBe(`${platform.url}/units/unit-003`);
    for (const card of ["Input", "Phase L1", "Phase L2", "Phase L3"])
      await page.getByRole("heading", { name: card }).first().waitFor();
    await page.getByRole("figure").first().locator("canvas").waitFor();
    await page.goBack();
    await page.getByTestId("unit-row-unit-001").waitFor();
    expect(opened.complaints).toEqual([]);
  });

  it.each(["Daily", "Weekly", "Monthly", "Yearly"])("shows history: %s, kept in the address", async (range) => {
    await open("/units/unit-002");
    await page.getByRole("radio", { name: range }).click();
    await page.getByRole("figure").first().locator("canvas").waitFor();
    expect(page.url()).toContain(`range=${range.toLowerCase()}`);
    await page.reload();
    expect(await page.getByRole("radio", { name: range }).isChecked()).toBe(true);
    expect(opened.complaints).toEqual([]);
  });

  it("goes back and forward through the ranges that were looked at", async () => {
    await open("/units/unit-002");
    for (const range of ["Daily", "Weekly"]) await page.getByRole("radio", { name: range }).click();
    const chosen = (range: string) =>
      eventually(async () => expect(await page.getByRole("radio", { name: range }).isChecked()).toBe(true));
    await chosen("Weekly");
    await page.goBack();
    await chosen("Daily");
    await page.goBack();
    await chosen("Live");
    await page.goForward();
    await chosen("Daily");
    expect(page.url()).toContain("range=daily");
  });

  it("greys out its values when the connection is lost, says since when, and fills the gap of its charts", async () => {
    await open("/units/unit-001");
    const status = () => page.getByTestId("connection-state").getAttribute("data-status");
    await eventually(async () => expect(await status()).toBe("live"));
    await eventually(async () => expect((await timesShown()).at(-1)).toBeGreaterThan(Date.now() - 2_000));
    const card = page.getByRole("region", { name: "Input", exact: true });
    const styleOf = (element: Locator, property: "color" | "backgroundImage") =>
      element.evaluate(
        (shown, name) => String(shown.ownerDocument.defaultView?.getComputedStyle(shown)[name]),
        property,
      );
    const voltage = card.getByRole("definition").first();
    // Of the volts behind the figure, which are grey always.
    const grey = await styleOf(voltage.locator("span").last(), "color");
    expect(await styleOf(voltage, "color")).not.toBe(grey);
    expect(await styleOf(card, "backgroundImage")).toBe("none");

    const killedAt = Date.now();
    await platform.part("realtime").kill();
    await eventually(async () => expect(await status()).toBe("lost"), { timeoutMs: 3_000 });
    expect(await styleOf(voltage, "color")).toBe(grey);
    expect(await styleOf(card, "backgroundImage")).not.toBe("none");
    expect(await axeViolations(page)).toEqual([]);
    const banner = page.getByRole("region", { name: "Connection" });
    expect(await banner.textContent()).toMatch(/^No connection since .+Values are the last received/);
    const since = Date.parse((await banner.locator("time").getAttribute("datetime")) ?? "");
    expect(Math.abs(since - killedAt)).toBeLessThan(3_000);

    await eventually(async () => expect(await secondsStored("unit-001", since)).toBeGreaterThan(8));
    expect((await timesShown()).at(-1)).toBeLessThan(since + 2_000);
    await platform.part("realtime").restart();
    await eventually(async () => expect(await status()).toBe("live"), { timeoutMs: 15_000 });
    const backAt = Date.now();
    expect(await banner.count()).toBe(0);
    expect(await styleOf(card, "backgroundImage")).toBe("none");
    await eventually(async () => {
      const across = (await timesShown()).filter((at) => at > since - 2_000);
      expect(across.at(-1)).toBeGreaterThan(backAt);
      const gaps = across.map((at, row) => at - (across[row - 1] ?? since - 2_000));
      // Of the outage there are seconds, not single readings.
      expect(Math.max(...gaps)).toBeLessThan(3_000);
    });
    expect(await styleOf(voltage, "color")).not.toBe(grey);
  });

  it("says so when a unit has not reported yet, and how to connect it", async () => {
    await open("/units/absent-unit");
    await page.getByRole("heading", { name: "absent-unit has not reported yet" }).waitFor();
    expect(await page.locator("main").textContent()).toContain("sensors/absent-unit/telemetry");
  });
});

describe.each(["light", "dark"] as const)("every page in the %s theme", (colorScheme) => {
  it.each([
    ["the fleet on a desk", "/", DESK],
    ["the fleet on a phone", "/", PHONE],
    ["a unit on a desk", "/units/unit-001", DESK],
    ["a unit on a phone", "/units/unit-001", PHONE],
  ])("is accessible and fits: %s", async (_, path, viewport) => {
    await open(path, { colorScheme, viewport });
    await eventually(async () =>
      expect(await page.getByTestId("connection-state").getAttribute("data-status")).toBe("live"),
    );
    if (path !== "/") await page.getByRole("figure").first().locator("canvas").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await opened.overflow()).toBeLessThanOrEqual(0);
  });
});

describe("the edge", () => {
  it("carries every reading of a unit to a plain WebSocket", async () => {
    const socket = new WebSocket(`${platform.url.replace("http", "ws")}/ws?device=unit-004`);
    const readings: PlainReading[] = [];
    socket.on("message", (data) => readings.push(JSON.parse(String(data)) as PlainReading));
    await eventually(() => expect(readings.length).toBeGreaterThan(3));
    socket.close();
    for (const { device, timestamp, data } of readings) {
      expect(device).toBe("unit-004");
      expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(data).toMatchObject({ input_voltage: expect.any(Number), out_current3: expect.any(Number) });
    }
  });

  it("answers a wrong request with problem details and an unknown page with the page", async () => {
    const wrong = await fetch(`${platform.url}/analytics?interval=hourly&days=0`);
    expect(wrong.status).toBe(400);
    expect(wrong.headers.get("content-type")).toContain("application/problem+json");
    const problem = (await wrong.json()) as { errors: { field: string }[] };
    expect(problem.errors.map(({ field }) => field).sort()).toEqual(expect.arrayContaining(["days", "interval"]));
    const page404 = await fetch(`${platform.url}/units/unit-001`);
    expect(page404.headers.get("content-type")).toContain("text/html");
    for (const document of ["/api/docs-json", "/api/v1/models/docs-json"]) {
      expect((await fetch(`${platform.url}${document}`)).status).toBe(200);
    }
  });
});

it("leaves accounts that agree", async () => {
  await simulator.stop();
  const { stored } = await expectAccountsToAgree(platform.service("analytics"));
  expect(stored).toBeGreaterThan(100);
});
