import { readFile } from "node:fs/promises";
import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import type { Page } from "playwright-core";
import type { PublishedReading } from "./published-readings.js";

/** Of one unit: cells by the heading of their column. */
type ShownUnit = ReadonlyMap<string, string>;

/** What the fleet page shows of every unit, by its own export: in full, also of those that are scrolled out of view. */
export async function exportedUnits(page: Page): Promise<ReadonlyMap<string, ShownUnit>> {
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Export the units/ }).click();
  const csv = await readFile(await (await downloading).path(), "utf8");
  const [head = [], ...rows] = csv
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
  return new Map(rows.map((row) => [row[0] ?? "", new Map(head.map((name, column) => [name, row[column] ?? ""]))]));
}

export function isNewest(shown: ShownUnit | undefined, { at, values }: PublishedReading): boolean {
  if (shown === undefined || Date.parse(shown.get("measured") ?? "") !== at) return false;
  return ELECTRICAL_METRICS.every(({ name, quantity }) => {
    const value = values[name];
    return value === undefined || shown.get(`${name} (${quantity === "voltage" ? "V" : "A"})`) === String(value);
  });
}
