import type { DeviceList } from "@gridwatch/contracts";
import type { Platform } from "@gridwatch/local-stack";
import { eventually } from "@gridwatch/testkit";
import type { Browser } from "playwright-core";
import { median, rounded } from "../report.js";
import { publishPast } from "./past-readings.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 365;
/** Each is asked for once, so that no answer is kept anywhere. */
const UNITS = Array.from({ length: 9 }, (_, i) => `year-${i}`);

/** When the button was clicked. Text, as it runs in the page. */
const NOTE_CLICK = `addEventListener("click", ({ timeStamp }) => (globalThis.clickedAt = timeStamp), { capture: true })`;
/**
 * Milliseconds from the click to the end of the first frame in which every chart says that it shows a year and has been drawn: another range has
 * canvases of its own, which are there once they are.
 */
const CLICK_TO_DRAWN = `new Promise((resolve) => {
  requestAnimationFrame(function look() {
    const figures = [...document.querySelectorAll("figure")];
    const isDrawn = (figure) =>
      figure.querySelector("canvas") !== null && figure.querySelector("figcaption").textContent.includes("365 days");
    if (figures.length === 0 || !figures.every(isDrawn)) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now() - clickedAt);
    port2.postMessage(undefined);
  });
})`;

/** From the click on Yearly, on a unit's page that is open and live, to its charts drawn: a reading an hour, through the whole platform before. */
export async function measureYear(browser: Browser, platform: Platform) {
  const now = Date.now();
  await publishPast(platform.mosquitto, { units: UNITS, from: now - DAYS * DAY_MS, to: now, everyMs: HOUR_MS });
  for (const unit of UNITS) await eventually(() => storedUntil(platform.url, unit, now), { timeoutMs: 60_000 });
  const times: number[] = [];
  for (const unit of UNITS) {
    const page = await browser.newPage();
    await page.addInitScript({ content: NOTE_CLICK });
    await page.goto(`${platform.url}/units/${unit}`);
    await page.getByRole("figure").first().locator("canvas").waitFor();
    await page.waitForLoadState("networkidle");
    const drawn = page.evaluate(CLICK_TO_DRAWN);
    await page.getByRole("radio", { name: "Yearly" }).click();
    times.push(Number(await drawn));
    const caption = await page.getByRole("figure").first().locator("figcaption").textContent();
    if (!caption?.includes("no gaps")) throw new Error(`a year that was stored is not drawn: ${caption}`);
    await page.close();
  }
  return { yearMs: rounded(median(times)), yearSlowestMs: rounded(Math.max(...times)) };
}

/** Asked otherwise than the page asks, whose answers the platform keeps for a while. @throws Error while the unit's last hour is missing */
async function storedUntil(url: string, unit: string, now: number): Promise<void> {
  const { devices } = (await (await fetch(`${url}/api/v1/devices?limit=1000`)).json()) as DeviceList;
  const lastSeen = devices.find(({ id }) => id === unit)?.lastSeen ?? "";
  if (!(Date.parse(lastSeen) >= now - HOUR_MS)) throw new Error(`${unit} was last seen at "${lastSeen}"`);
}
