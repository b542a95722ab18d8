import type { Browser, Page } from "playwright-core";
import { rounded } from "../report.js";

/** Bytes as they came over the wire, packed. Text, as it runs in the page. */
const SCRIPT_BYTES = `performance.getEntriesByType("resource")
  .filter(({ name }) => name.endsWith(".js"))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`;

/** Script that the fleet page loads until it shows units, and what a unit's page, with its charts, loads on top of it. */
export async function measureScript(browser: Browser, url: string) {
  const page = await browser.newPage();
  await page.goto(url);
  const unit = page.locator("[data-testid^=unit-row-] a").first();
  await unit.waitFor();
  const first = await scriptBytes(page);
  await unit.click();
  await page.getByRole("figure").first().locator("canvas").waitFor();
  const both = await scriptBytes(page);
  await page.close();
  return { firstLoadScriptKb: rounded(first / 1_000), unitPageScriptKb: rounded((both - first) / 1_000) };
}

async function scriptBytes(page: Page): Promise<number> {
  return Number(await page.evaluate(SCRIPT_BYTES));
}
