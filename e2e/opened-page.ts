import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1440, height: 900 };

/** A folder that takes pictures of what the tests look at. */
const PICTURES = process.env["E2E_PICTURES"];

/** A page in a fresh profile of its own. */
export class OpenedPage {
  /** What the page complained of: errors, and what its content security policy refused. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
    const context = await browser.newContext({ viewport: DESK, ...options });
    const opened = new OpenedPage(context, await context.newPage());
    await opened.page.goto(url);
    return opened;
  }

  /** By how many CSS pixels the page, or its main part, is wider than what is shown of it. */
  async overflow(): Promise<number> {
    const overflows =
      "[document.documentElement, document.querySelector('main')].map((e) => e.scrollWidth - e.clientWidth)";
    return Math.max(...((await this.page.evaluate(overflows)) as number[]));
  }

  /** Of the whole page, as if its main part did not scroll. */
  async picture(name: string): Promise<void> {
    if (PICTURES === undefined) return;
    const { width, height } = this.page.viewportSize() ?? DESK;
    const hidden = Number(
      await this.page.evaluate(
        "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('main'))",
      ),
    );
    await this.page.setViewportSize({ width, height: height + hidden });
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`) });
    await this.page.setViewportSize({ width, height });
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
