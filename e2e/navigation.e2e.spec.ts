import { type Platform, type ServerHandle, startPlatform, startSimulator } from "@gridwatch/local-stack";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { axeViolations } from "./axe.js";
import { launchBrowser } from "./browser.js";
import { DESK, OpenedPage, PHONE, WALL } from "./opened-page.js";

const UNITS = 40;
/** Of script, packed, before the first page can be used. */
const MAX_SCRIPT_BYTES = 200_000;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let simulator: ServerHandle;
let browser: Browser;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  directory = await temporaryDirectory("navigation");
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
  await page.getByTestId("connection-state").waitFor();
}

function expectPath(path: string): Promise<void> {
  return eventually(async () => expect(new URL(page.url()).pathname).toBe(path));
}

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

it("loads no more script than a first page may take", async () => {
  await open("/");
  await page.getByTestId("unit-row-unit-001").waitFor();
  const scripts = "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))";
  const bytes = Number(await page.evaluate(`${scripts}.reduce((sum, script) => sum + script.encodedBodySize, 0)`));
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
});

describe("by keyboard alone", () => {
  it("every page is reached by g and its letter", async () => {
    await open("/");
    for (const [key, path] of [
      ["i", "/insights"],
      ["c", "/compare"],
      ["m", "/models"],
      ["s", "/system"],
      ["r", "/system/readiness"],
      ["f", "/"],
    ] as const) {
      await press("g", key);
      await expectPath(path);
      await eventually(async () =>
        expect(await page.getByRole("navigation", { name: "Pages" }).locator("[aria-current=page]").count()).toBe(1),
      );
    }
  });

  it("a page that was gone to has the focus at its beginning, and its title is read out", async () => {
    await open("/");
    const link = page.getByTestId("unit-row-unit-001").getByRole("link");
    await link.focus();
    await press("Enter");
    await page.getByRole("heading", { name: "unit-001", level: 1 }).waitFor();
    const focused = page.locator(":focus");
    await eventually(async () => expect(await focused.getAttribute("id")).toBe("content"));
    await page.getByRole("status").getByText("unit-001 · Gridwatch").waitFor({ state: "attached" });
    await page.evaluate("document.querySelector('main').scrollTo(0, 500)");
    await press("Tab");
    await eventually(async () => expect(await page.locator("main :focus").count()).toBe(1));
    // What changes within a page leaves the focus where it is.
    await page.getByRole("radio", { name: "Daily" }).focus();
    await press("ArrowRight");
    // The focus moves on a moment after the key.
    await eventually(async () => expect(await focused.textContent()).toBe("Weekly"));
    await press("Enter");
    await eventually(() => expect(page.url()).toContain("range=weekly"));
    await page.getByRole("figure").first().locator("canvas").waitFor();
    expect(await focused.textContent()).toBe("Weekly");
    await press("g", "s");
    await expectPath("/system");
    await eventually(async () => expect(await focused.getAttribute("id")).toBe("content"));
    expect(await page.evaluate("document.querySelector('main').scrollTop")).toBe(0);
    await page.getByRole("status").getByText("System · Gridwatch").waitFor({ state: "attached" });
  });

  it("keys of one character can be turned off, and those with Ctrl go on", async () => {
    await open("/");
    await page.getByTestId("unit-row-unit-001").waitFor();
    await page.getByRole("button", { name: "Settings" }).click();
    const setting = page.getByRole("dialog").getByRole("group", { name: "Shortcuts of one character" });
    await setting.getByText("Off", { exact: true }).click();
    await press("Escape");
    await page.reload();
    await page.getByTestId("unit-row-unit-001").waitFor();
    await press("?", "/", "g", "s", "Control+k");
    await page.getByRole("combobox", { name: "Unit, page or action" }).fill("keyboard");
    await expectPath("/");
    await press("Enter");
    const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await help.getByText("Keys of one character are off").waitFor();
    expect(await help.getByText("Go to Fleet").count()).toBe(0);
    expect(await help.getByText("Search units, pages and actions").count()).toBe(1);
  });

  it("? shows every key that does something here, and Escape gives the focus back", async () => {
    await open("/");
    await page.getByTestId("unit-row-unit-001").getByRole("link").focus();
    await press("?");
    const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await help.waitFor();
    const text = (await help.textContent()) ?? "";
    for (const name of ["Go to Fleet", "Go to System", "Search units", "Keyboard shortcuts"])
      expect(text).toContain(name);
    // Of what is open the keys are its own.
    await press("g", "s");
    await press("Escape");
    await help.waitFor({ state: "detached" });
    await expectPath("/");
    await eventually(async () => expect(await page.locator(":focus").textContent()).toBe("unit-001"));
  });

  it("a unit, a page and an action are found by Ctrl+K", async () => {
    await open("/system");
    await press("Control+k");
    const field = page.getByRole("combobox", { name: "Unit, page or action" });
    await field.fill("unit-017");
    await press("Enter");
    await expectPath("/units/unit-017");
    await press("Control+k");
    await field.fill("theme dark");
    await press("Enter");
    await eventually(async () => expect(await page.locator("html.dark").count()).toBe(1));
    await press("Control+k");
    await field.fill("go mod");
    await press("Enter");
    await expectPath("/models");
    await press("Control+k");
    await field.fill("there is none");
    await page.getByText("Nothing has that in its name").waitFor();
    expect(opened.complaints.filter((text) => !text.includes("404"))).toEqual([]);
  });

  it("/ leads to the fleet's search, in which letters are letters, and elsewhere to the palette", async () => {
    await open("/");
    await page.getByTestId("unit-row-unit-001").waitFor();
    await press("/");
    await page.keyboard.type("g s?");
    expect(await page.getByRole("searchbox").inputValue()).toBe("g s?");
    await expectPath("/");
    await eventually(async () => expect(await page.getByRole("dialog").count()).toBe(0));
    await press("Escape", "Escape", "g", "s");
    await page.getByRole("heading", { name: "System", level: 1 }).waitFor();
    await press("/");
    await page.getByRole("combobox", { name: "Unit, page or action" }).waitFor();
  });
});

describe("the sidebar", () => {
  it("collapses, and stays so at the next visit", async () => {
    await open("/");
    const bar = page.getByRole("navigation", { name: "Pages" });
    const wide = (await bar.boundingBox())?.width ?? 0;
    await bar.getByRole("button", { name: "Collapse" }).click();
    await eventually(async () => expect((await bar.boundingBox())?.width).toBeLessThan(wide / 2));
    await page.reload();
    expect((await bar.boundingBox())?.width).toBeLessThan(wide / 2);
    await bar.getByRole("link", { name: "System" }).click();
    await expectPath("/system");
  });

  it("is a bar below the page on a phone", async () => {
    await open("/", { viewport: PHONE });
    const box = await page.getByRole("navigation", { name: "Pages" }).boundingBox();
    expect(box?.width).toBe(PHONE.width);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBe(PHONE.height);
    await page.getByRole("link", { name: "System" }).tap();
    await expectPath("/system");
  });
});

describe("settings", () => {
  it("hold at once and at the next visit: units, time zone, theme, density", async () => {
    await open("/", { timezoneId: "Asia/Kolkata", colorScheme: "light" });
    const row = page.getByTestId("unit-row-unit-001");
    await row.waitFor();
    const height = (await row.boundingBox())?.height ?? 0;
    await page.getByRole("button", { name: "Settings" }).click();
    const dialog = page.getByRole("dialog", { name: "Settings" });
    for (const choice of ["kV", "UTC", "Dark", "Compact"]) await dialog.getByText(choice, { exact: true }).click();
    expect(await axeViolations(page)).toEqual([]);
    await opened.picture("settings-dark");
    await press("Escape");
    for (const visit of ["now", "next"]) {
      if (visit === "next") await page.reload();
      await page.getByRole("button", { name: "Input voltage, kV" }).waitFor();
      expect(await row.textContent()).toMatch(/0\.2\d{3}/);
      expect((await row.boundingBox())?.height).toBeLessThan(height);
      await eventually(async () => expect(await page.locator("html.dark").count()).toBe(1));
      await page.getByTestId("connection-state").click();
      expect(await page.getByRole("dialog", { name: "Connection" }).textContent()).toContain("Times are shown inUTC");
      await press("Escape");
    }
  });
});

describe("what is open", () => {
  it("stays so when a setting changes, in the new way", async () => {
    await open("/units/unit-001", { timezoneId: "Asia/Kolkata" });
    const chart = page.getByRole("figure", { name: /^Output voltage/ });
    await chart.getByText("Output voltage as a table").click();
    const table = chart.getByRole("table", { name: /newest first$/ });
    await table.waitFor();
    const scrolled = () => page.evaluate("document.querySelector('main').scrollTop");
    const at = await scrolled();
    await page.getByRole("button", { name: "Settings" }).click();
    const dialog = page.getByRole("dialog", { name: "Settings" });
    for (const choice of ["kV", "UTC", "Compact"]) await dialog.getByText(choice, { exact: true }).click();
    await press("Escape");
    await table.waitFor();
    await eventually(async () => expect(await chart.textContent()).toMatch(/Output voltage kV/));
    expect(await table.textContent()).toMatch(/0\.[12]\d{3}/);
    await eventually(async () =>
      expect(await table.getByRole("row").nth(1).textContent()).toContain(new Date().toISOString().slice(11, 16)),
    );
    expect(Math.abs(Number(await scrolled()) - Number(at))).toBeLessThan(400);
    expect(opened.complaints).toEqual([]);
  });

  it("is drawn to the new size when kiosk mode or density changes", async () => {
    await open("/?sort=unit");
    const row = page.getByTestId("unit-row-unit-001");
    await row.waitFor();
    const height = async () => (await row.boundingBox())?.height ?? 0;
    const before = await height();
    await page.goto(`${platform.url}/?sort=unit&kiosk=true`);
    await eventually(async () => expect(await height()).toBeCloseTo(1.25 * before, 0));
    await press("Escape");
    await eventually(async () => expect(await height()).toBeCloseTo(before, 0));
  });
});

describe("kiosk mode", () => {
  it("is in the address, shows no navigation and larger type, follows to other pages, and ends with Escape", async () => {
    await open("/?kiosk=true", { viewport: WALL });
    await page.getByTestId("unit-row-unit-001").waitFor();
    const size = () => page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)");
    expect(await size()).toBe(20);
    await eventually(async () => expect(await page.getByRole("navigation", { name: "Pages" }).count()).toBe(0));
    await opened.picture("kiosk-wall");
    await press("g", "s");
    await expectPath("/system");
    expect(page.url()).toContain("kiosk=true");
    await press("Escape");
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    expect(page.url()).not.toContain("kiosk");
    expect(await size()).toBe(16);
  });

  it("is left by a button that shows while the pointer moves, or a finger touches", async () => {
    await open("/?kiosk=true", { hasTouch: true });
    await page.getByTestId("unit-row-unit-001").waitFor();
    const exit = page.getByRole("button", { name: "Leave kiosk mode" });
    const opacity = () => exit.evaluate((button) => button.ownerDocument.defaultView?.getComputedStyle(button).opacity);
    await eventually(async () => expect(await opacity()).toBe("0"));
    await page.touchscreen.tap(300, 300);
    await eventually(async () => expect(await opacity()).toBe("1"));
    await eventually(async () => expect(await opacity()).toBe("0"), { timeoutMs: 10_000 });
    await page.mouse.move(500, 400);
    await eventually(async () => expect(await opacity()).toBe("1"));
    expect(await axeViolations(page)).toEqual([]);
    await exit.tap();
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    expect(page.url()).not.toContain("kiosk");
  });

  it("goes on in its window where the browser refuses the full screen, and can be entered again", async () => {
    await open("/");
    await page.evaluate("void (Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('refused')))");
    for (const _visit of ["first", "second"]) {
      await press("Control+k");
      await page.getByRole("combobox", { name: "Unit, page or action" }).fill("kiosk full");
      await press("Enter");
      await eventually(() => expect(page.url()).toContain("kiosk=true"));
      await press("Escape");
      await eventually(() => expect(page.url()).not.toContain("kiosk"));
    }
    expect(opened.complaints).toEqual([]);
  });

  it("is entered from the palette, full screen", async () => {
    await open("/");
    await press("Control+k");
    await page.getByRole("combobox", { name: "Unit, page or action" }).fill("kiosk full");
    await press("Enter");
    await eventually(async () => expect(page.url()).toContain("kiosk=true"));
    await eventually(async () => expect(await page.evaluate("document.fullscreenElement !== null")).toBe(true));
    await press("Escape");
    await eventually(async () => expect(page.url()).not.toContain("kiosk"));
  });
});

describe("the matrix", () => {
  const cell = (id: string) => page.getByRole("gridcell").getByRole("link", { name: new RegExp(`^${id}:`) });

  it("shows a cell for every unit, is kept in the address, and leads to a unit", async () => {
    await open("/");
    await page.getByText("Matrix", { exact: true }).click();
    await cell("unit-001").waitFor();
    await eventually(async () => expect(await page.getByRole("gridcell").count()).toBe(UNITS));
    await page.reload();
    await cell("unit-040").hover();
    expect(await page.getByTestId("matrix-tip").textContent()).toContain("unit-040");
    await opened.picture("matrix-light");
    await cell("unit-040").click();
    await expectPath("/units/unit-040");
    await page.goBack();
    await cell("unit-001").waitFor();
    expect(opened.complaints).toEqual([]);
  });

  it("is walked through by arrows, names the unit, and opens it with Enter", async () => {
    await open("/?view=matrix&sort=unit");
    await cell("unit-001").focus();
    await press("ArrowRight", "ArrowRight");
    await eventually(async () => expect(await page.getByTestId("matrix-tip").textContent()).toContain("unit-003"));
    await press("End");
    await eventually(async () => expect(await page.locator(":focus").getAttribute("aria-label")).toMatch(/^unit-040:/));
    // One stop for Tab, wherever in it the focus was.
    await press("Tab", "Shift+Tab");
    await eventually(async () => expect(await page.locator(":focus").getAttribute("aria-label")).toMatch(/^unit-040:/));
    await press("Enter");
    await expectPath("/units/unit-040");
  });

  it("colours what is abnormal only, by shape and words too, and has a table of it", async () => {
    await open("/?view=matrix&sort=unit");
    await eventually(async () => expect(await cell("unit-001").getAttribute("data-state")).toBe("insufficient"));
    await simulator.stop();
    await eventually(async () => expect(await cell("unit-001").getAttribute("aria-label")).toBe("unit-001: Stale"), {
      timeoutMs: 15_000,
    });
    await page.getByText("What stands out, as a table").click();
    const table = page.getByRole("region", { name: "Units that stand out" });
    await eventually(async () => expect(await table.getByRole("row").count()).toBe(UNITS + 1));
    await opened.picture("matrix-stale");
    await simulator.restart();
    await eventually(async () => expect(await cell("unit-001").getAttribute("data-state")).toBe("insufficient"), {
      timeoutMs: 15_000,
    });
  });
});

it.each([
  ["moves what waits", "no-preference", true],
  ["keeps still for who wants that", "reduce", false],
] as const)("%s", async (_, reducedMotion, moves) => {
  await open("/", { reducedMotion });
  await page.getByTestId("unit-row-unit-001").waitFor();
  // It is never answered.
  await page.route("**/api/v1/system", () => undefined);
  await press("g", "s");
  const skeleton = page.locator("main .animate-pulse").first();
  await skeleton.waitFor();
  const running = () =>
    page.evaluate("document.getAnimations().filter(({ playState }) => playState === 'running').length > 0");
  await eventually(async () => expect(await running()).toBe(moves));
  expect(await skeleton.count()).toBe(1);
});

it("has the columns that were chosen, kept in the address", async () => {
  await open("/");
  await page.getByTestId("unit-row-unit-001").waitFor();
  await page.getByRole("button", { name: "Columns" }).click();
  for (const name of ["Age of data", "Anomaly", "L1 voltage"]) await page.getByRole("checkbox", { name }).click();
  await press("Escape");
  for (const visit of ["now", "next"]) {
    if (visit === "next") await page.reload();
    await page.getByTestId("unit-row-unit-001").waitFor();
    const heads = await page.getByRole("columnheader").allTextContents();
    expect(heads).toEqual(expect.arrayContaining(["Unit", "State", "48 h risk", "L1"]));
    expect(heads).not.toContain("Age");
    expect(heads).not.toContain("Anomaly");
  }
  await opened.picture("columns");
});

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  it.each([
    ["the matrix on a desk", "/?view=matrix&sort=unit", DESK],
    ["the matrix on a phone", "/?view=matrix&sort=unit", PHONE],
    ["the fleet on a wall", "/?kiosk=true", WALL],
  ])("is accessible and fits: %s", async (name, path, viewport) => {
    await open(path, { colorScheme, viewport });
    await eventually(async () =>
      expect(await page.getByText("unit-001").or(page.getByRole("gridcell")).count()).toBeGreaterThan(0),
    );
    expect(await axeViolations(page)).toEqual([]);
    expect(await opened.overflow()).toBeLessThanOrEqual(0);
    await opened.picture(`${name.replaceAll(" ", "-")}-${colorScheme}`);
  });

  it.each([
    ["help", "?"],
    ["palette", "Control+k"],
  ])("is accessible: the %s", async (name, keys) => {
    await open("/", { colorScheme });
    await press(keys);
    await page.getByRole("dialog").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await opened.picture(`${name}-${colorScheme}`);
  });

  it("is accessible: the columns to choose, what the states mean, and what is no page", async () => {
    await open("/", { colorScheme });
    await page.getByTestId("unit-row-unit-001").waitFor();
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("dialog", { name: "Columns" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await press("Escape");
    await page.getByRole("button", { name: "What do these mean?" }).click();
    const meanings = page.getByRole("dialog", { name: "What do these mean?" });
    await meanings.getByText("Silent for longer than expected: the values shown are old.").waitFor();
    await meanings.getByText("Voltage unbalance (PVUR)").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await opened.picture(`meanings-${colorScheme}`);
    await page.goto(`${platform.url}/nowhere`);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it.each(["/", "/?view=matrix&sort=unit", "/units/unit-001", "/insights", "/compare", "/models", "/system"])(
    "has targets that can be hit, however compact: %s",
    async (path) => {
      await open("/", { colorScheme });
      await page.evaluate("localStorage.setItem('gridwatch.density', 'compact')");
      await page.goto(`${platform.url}${path}`);
      await page.locator("[data-density=compact]").waitFor();
      await page.getByRole("heading", { level: 1 }).waitFor();
      await eventually(async () => expect(await page.locator("[aria-busy=true]").count()).toBe(0));
      expect(await axeViolations(page)).toEqual([]);
    },
  );
});
