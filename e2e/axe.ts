import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds inaccessible of a page that is there, by the rules of WCAG 2.2 AA and its own: each with how often, and where first. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  // Not as a script of the page, which its content security policy refuses.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
    };
    // What WCAG 2.2 adds is off unless it is asked for.
    const { violations } = await axe.run({ rules: { "target-size": { enabled: true } } });
    return violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.target}`);
  });
}
