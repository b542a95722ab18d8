import { execFile } from "node:child_process";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Platform, REPOSITORY_ROOT, startPlatform } from "@gridwatch/local-stack";
import { eventually, readMetric, temporaryDirectory } from "@gridwatch/testkit";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { axeViolations } from "./axe.js";
import { launchBrowser } from "./browser.js";
import { publishByLibrary } from "./device-clients.js";
import { DESK, OpenedPage, PHONE, WALL } from "./opened-page.js";

const SHIPPED = join(REPOSITORY_ROOT, "models/grid-anomaly");
/** Trying a package takes seconds, more of them where the machine is busy. */
const TRIED = { timeoutMs: 60_000 };
/** Environment of predict. */
const predict = { PREDICT_ALLOW_CHANGES: "true", PREDICT_MIN_WINDOWS_PER_SECOND: "1" };

interface Manifest {
  version: string;
  golden: { output: number[] };
}

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let browser: Browser;
let opened: OpenedPage;
let page: Page;
let shippedVersion: string;

beforeAll(async () => {
  directory = await temporaryDirectory("models");
  const manifest = JSON.parse(await readFile(join(SHIPPED, "model.manifest.json"), "utf8")) as Manifest;
  shippedVersion = manifest.version;
  platform = await startPlatform({
    dir: directory.path,
    services: ["ingest", "storage", "realtime", "analytics", "predict"],
    env: { predict },
  });
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  await directory.remove();
});

afterEach(() => opened?.close());

/** The shipped package as another version, changed as said. @returns its archive */
async function archiveOf(version: string, change: (manifest: Manifest) => void = () => undefined): Promise<string> {
  const folder = join(directory.path, version);
  await cp(SHIPPED, folder, { recursive: true });
  const file = join(folder, "model.manifest.json");
  const manifest = { ...(JSON.parse(await readFile(file, "utf8")) as Manifest), version };
  change(manifest);
  await writeFile(file, JSON.stringify(manifest));
  const archive = `${folder}.tar.gz`;
  await promisify(execFile)("tar", ["-czf", archive, "-C", folder, ...(await readdir(folder))]);
  return archive;
}

async function open(options: BrowserContextOptions = {}): Promise<void> {
  // What is not there yet is answered with 404, which is no complaint of the page.
  opened = await OpenedPage.open(browser, `${platform.url}/models`, options, /404/);
  page = opened.page;
  await champion().waitFor();
}

function champion(): Locator {
  return page.getByTestId("champion-anomaly");
}

async function fillOrder(reason: string): Promise<void> {
  await page.getByRole("dialog").getByLabel("Your name").fill("Ada");
  await page.getByRole("dialog").getByLabel("Why").fill(reason);
}

async function upload(archive: string): Promise<void> {
  await page.getByRole("button", { name: "Upload a package…" }).click();
  await page.getByRole("dialog").getByLabel("Package").setInputFiles(archive);
  await fillOrder("finds sags sooner");
  await page.getByRole("dialog").getByRole("button", { name: "Upload" }).click();
}

/** A quarter of an hour of a healthy unit's readings, as after an outage of its connection. */
async function report(): Promise<void> {
  const until = Date.now();
  const readings = Array.from({ length: 180 }, (_, i) => {
    const wave = Math.sin(i * 1.7);
    return {
      ...{ timestamp: until - (180 - i) * 5_000, input_voltage: 240 + wave, input_current: 15.2 + wave / 10 },
      ...{ out_voltage1: 230 + wave, out_voltage2: 230 - wave, out_voltage3: 229.5 + wave / 2 },
      ...{ out_current1: 5.1 + wave / 10, out_current2: 5.2 - wave / 10, out_current3: 4.9 },
    };
  });
  await publishByLibrary(platform.mosquitto, 5, [
    { topic: "sensors/unit-1/telemetry", payload: JSON.stringify(readings) },
  ]);
}

it("takes a package from its archive to the champion and back, and says who did it and why", async () => {
  await open();
  await eventually(async () => expect(await champion().textContent()).toBe(`grid-anomaly@${shippedVersion}`), TRIED);
  await upload(await archiveOf("7.0.0"));
  const gates = page.getByTestId("gates");
  await gates.waitFor({ timeout: TRIED.timeoutMs });
  for (const gate of ["manifest", "size", "loads", "golden", "finite", "responds", "speed"]) {
    expect(await gates.textContent()).toContain(gate);
  }
  await opened.picture("models-gates");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  // The focus goes back to where it was.
  await eventually(async () => expect(await page.locator(":focus").textContent()).toBe("Upload a package…"));

  await page.getByRole("button", { name: "Activate grid-anomaly@7.0.0…" }).click();
  await fillOrder("tested on the recordings of May");
  expect(await axeViolations(page)).toEqual([]);
  await opened.picture("models-activate");
  await page.getByRole("dialog").getByRole("button", { name: "Activate" }).click();
  await eventually(async () => expect(await champion().textContent()).toBe("grid-anomaly@7.0.0"), TRIED);
  const focused = page.locator(":focus");
  await eventually(async () => expect(await focused.textContent()).toBe("grid-anomaly@7.0.0 is the champion."), TRIED);

  await page.locator("section", { has: champion() }).getByRole("button", { name: "Roll back…" }).click();
  // The name is remembered.
  expect(await page.getByRole("dialog").getByLabel("Your name").inputValue()).toBe("Ada");
  await fillOrder("too many alarms");
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  await eventually(async () => expect(await champion().textContent()).toBe(`grid-anomaly@${shippedVersion}`), TRIED);
  const newest = page.getByTestId("model-event").first();
  await eventually(async () => expect(await newest.textContent()).toContain("Roll back"));
  for (const part of ["Ada", "too many alarms", "from grid-anomaly@7.0.0"]) {
    expect(await newest.textContent()).toContain(part);
  }
  expect(opened.complaints).toEqual([]);
}, 180_000);

it("names the gate that refuses a package, with its figures", async () => {
  await open();
  const archive = await archiveOf("8.0.0", ({ golden }) => {
    golden.output = golden.output.map((value) => value + 10);
  });
  await upload(archive);
  const refusal = page.getByTestId("refusal");
  await refusal.waitFor({ timeout: TRIED.timeoutMs });
  expect(await refusal.textContent()).toMatch(/Refused by the gate “golden”.*difference \S+, tolerance/);
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await eventually(async () => expect(await page.getByRole("dialog").count()).toBe(0));
  const newest = page.getByTestId("model-event").first();
  await eventually(async () => expect(await newest.textContent()).toMatch(/Upload.*8\.0\.0.*Refused/));
}, 120_000);

it("offers no shadow of a failure forecast", async () => {
  await open();
  await page.getByRole("button", { name: /^Activate grid-failure-risk@/ }).waitFor({ timeout: TRIED.timeoutMs });
  expect(await page.getByRole("button", { name: /^Shadow grid-anomaly@/ }).count()).toBeGreaterThan(0);
  expect(await page.getByRole("button", { name: /^Shadow grid-failure-risk@/ }).count()).toBe(0);
});

it("runs a shadow and compares it, by keyboard alone", async () => {
  await open();
  await page.getByRole("button", { name: "Shadow grid-anomaly@7.0.0…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await eventually(async () => expect(await page.locator(":focus").evaluate((field) => field.tagName)).toBe("INPUT"));
  await page.keyboard.type("Ada");
  await page.keyboard.press("Tab");
  await page.keyboard.type("compare them");
  // Past "Cancel".
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const shadow = page.getByTestId("shadow-anomaly");
  await eventually(async () => expect(await shadow.textContent()).toBe("grid-anomaly@7.0.0"), TRIED);
  // It is named before its process has begun.
  const { url } = platform.service("predict");
  const begun = () => readMetric(url, "gridwatch_predict_shadow_model", { version: "7.0.0" });
  await eventually(async () => expect(await begun()).toBe(1), TRIED);
  await report();
  await eventually(async () => expect(await page.getByTestId("agreement").textContent()).toMatch(/%$/), TRIED);
}, 120_000);

it("saves its tables and the distribution of scores, which is told in words", async () => {
  await open();
  const save = (what: string) =>
    opened.downloadBy(() => page.getByRole("button", { name: `Export ${what}`, exact: true }).click());
  const rowsOf = ({ content }: { content: Buffer }) => content.toString().trimEnd().split("\r\n");
  const versions = await save("Anomaly models: versions as CSV");
  expect(versions.name).toMatch(/^gridwatch_Models_anomaly-models-versions_\d{8}T\d{6}Z\.csv$/);
  const [head, ...models] = rowsOf(versions);
  expect(head).toMatch(/^Model,In use as,.+,Uploaded,Author,Size$/);
  expect(models).toContainEqual(
    expect.stringMatching(/^"?grid-anomaly@7\.0\.0; \S+, \d+ features, window of \d+"?,shadow,.+T.+Z,/),
  );
  expect(rowsOf(await save("History of models as CSV"))).toContainEqual(
    expect.stringMatching(/^20.+Z,Roll back,.+,Ada,too many alarms,"?Done/),
  );
  const picture = await save("the scores as PNG");
  expect(picture.name).toMatch(/^gridwatch_scores_grid-anomaly-.+_grid-anomaly-7-0-0_\d{8}T\d{6}Z\.png$/);
  expect(picture.content.subarray(1, 4).toString()).toBe("PNG");
  await opened.keep("scores-export.png", picture.content);
  const figure = page.getByRole("figure").filter({ hasText: "Scores, 0 to 1" });
  expect(await figure.locator("figcaption").textContent()).toMatch(/grid-anomaly@7\.0\.0: [\d,]+ scores, /);
});

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  it.each([
    ["desk", DESK],
    ["phone", PHONE],
    ["wall", WALL],
  ])("is accessible and fits on a %s", async (name, viewport) => {
    await open({ colorScheme, viewport });
    await page.getByTestId("model-event").first().waitFor();
    await page.getByTestId("agreement").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await opened.overflow()).toBeLessThanOrEqual(0);
    await opened.picture(`models-${name}-${colorScheme}`);
  });
});

it("says that changing models is off, and offers no change", async () => {
  await platform.part("predict").stop();
  predict.PREDICT_ALLOW_CHANGES = "false";
  await platform.startService("predict");
  await open();
  expect(await page.getByTestId("changes-off").textContent()).toContain("PREDICT_ALLOW_CHANGES");
  expect(await page.locator("main").getByRole("button", { name: /…$/ }).count()).toBe(0);
}, 60_000);
