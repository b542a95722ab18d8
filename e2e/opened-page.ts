import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";

export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1440, height: 900 };
export const WALL = { width: 2560, height: 1440 };

/** The colour of an element's text. */
export async function inkOf(element: Locator): Promise<string | undefined> {
  return element.evaluate((shown) => shown.ownerDocument.defaultView?.getComputedStyle(shown).color);
}

/** A folder that takes pictures of what the tests look at. */
const PICTURES = process.env["E2E_PICTURES"];

/** A page in a fresh profile of its own. */
export class OpenedPage {
  /** What the page complained of: errors, and what its content security policy refused. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    expected: RegExp | undefined,
  ) {
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      const complaint = `${message.text()} ${message.location().url}`;
      if (!expected?.test(complaint)) this.complaints.push(complaint);
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
  }

  /** @param expected errors that are no complaints */
  static async open(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
    expected?: RegExp,
  ): Promise<OpenedPage> {
    const context = await browser.newContext({ viewport: DESK, hasTouch: options.viewport === PHONE, ...options });
    const opened = new OpenedPage(context, await context.newPage(), expected);
    await opened.page.goto(url);
    return opened;
  }

  /** What the cursor of a chart says. */
  cursorText(title: RegExp): Promise<string | null> {
    return this.page.getByRole("slider", { name: title }).getAttribute("aria-valuetext");
  }

  /** By how many CSS pixels the page, or its main part, is wider than what is shown of it. */
  async overflow(): Promise<number> {
    const overflows =
      "[document.documentElement, document.querySelector('main')].map((e) => e.scrollWidth - e.clientWidth)";
    return Math.max(...((await this.page.evaluate(overflows)) as number[]));
  }

  /** Makes the window so high that its main part need not scroll. @returns by how many CSS pixels: what comes into view may load, and grow */
  async showWhole(): Promise<number> {
    const { width, height } = this.page.viewportSize() ?? DESK;
    const hidden = Number(
      await this.page.evaluate(
        "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('main'))",
      ),
    );
    if (hidden > 0) await this.page.setViewportSize({ width, height: height + hidden });
    return hidden;
  }

  /** Of the whole page, as if its main part did not scroll. */
  async picture(name: string): Promise<void> {
    if (PICTURES === undefined) return;
    const viewport = this.page.viewportSize() ?? DESK;
    await this.showWhole();
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`) });
    await this.page.setViewportSize(viewport);
  }

  /** What the browser saves when something is pressed. */
  async downloadBy(press: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
    const [file] = await Promise.all([this.page.waitForEvent("download"), press()]);
    return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
  }

  /** Beside the pictures. */
  async keep(name: string, content: Buffer): Promise<void> {
    if (PICTURES !== undefined) await writeFile(join(PICTURES, name), content);
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
