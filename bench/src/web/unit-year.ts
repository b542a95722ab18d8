import type { DeviceHistory } from "@gridwatch/contracts";
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

/** When what is drawn last was drawn. Text, as it runs in the page. */
const WATCH_DRAWING = `
  addEventListener("click", (event) => (globalThis.clickedAt = event.timeStamp), { capture: true });
  for (const method of ["stroke", "fill"]) {
    const original = CanvasRenderingContext2D.prototype[method];
    CanvasRenderingContext2D.prototype[method] = function (...path) {
      globalThis.drawnAt = performance.now();
      return original.apply(this, path);
    };
  }
`;
/** Once all charts say that they show a year: milliseconds from the click to the end of the frame that shows the last of them. */
const CLICK_TO_DRAWN = `new Promise((resolve) => {
  const charts = () => [...document.querySelectorAll("figure figcaption")];
  const look = () => {
    const drawn = charts().length > 0 && charts().every(({ textContent }) => textContent.includes("365 days"));
    if (!drawn || !(globalThis.drawnAt > globalThis.clickedAt)) return requestAnimationFrame(look);
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now() - clickedAt);
      port2.postMessage(undefined);
    });
  };
  requestAnimationFrame(look);
})`;

/** From the click on Yearly, on a unit's page that is open and live, to its charts drawn: a reading an hour, through the whole platform before. */
export async function measureYear(browser: Browser, platform: Platform) {
  const now = Date.now();
  await publishPast(platform.mosquitto, { units: UNITS, from: now - DAYS * DAY_MS, to: now, everyMs: HOUR_MS });
  for (const unit of UNITS) await eventually(() => wholeYear(platform.url, unit, now), { timeoutMs: 120_000 });
  const times: number[] = [];
  for (const unit of UNITS) {
    const page = await browser.newPage();
    await page.addInitScript({ content: WATCH_DRAWING });
    await page.goto(`${platform.url}/units/${unit}`);
    await page.getByRole("figure").first().locator("canvas").waitFor();
    await page.waitForLoadState("networkidle");
    const drawn = page.evaluate(CLICK_TO_DRAWN);
    await page.getByRole("radio", { name: "Yearly" }).click();
    times.push(Number(await drawn));
    await page.close();
  }
  return { yearMs: rounded(median(times)), yearSlowestMs: rounded(Math.max(...times)) };
}

/** @throws Error while a day is missing */
async function wholeYear(url: string, unit: string, now: number): Promise<void> {
  const range = `from=${now - DAYS * DAY_MS}&to=${now}&points=${DAYS}&metrics=input_voltage`;
  const history = (await (await fetch(`${url}/api/v1/devices/${unit}/history?${range}`)).json()) as DeviceHistory;
  const days = history.metrics?.["input_voltage"]?.mean.filter((value) => value !== null).length ?? 0;
  if (days < DAYS) throw new Error(`${unit} has ${days} days`);
}
