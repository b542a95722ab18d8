import { chromiumLaunchOptions } from "@gridwatch/testkit";
import { type Browser, chromium } from "playwright-core";

/** The system's own Chromium, headless. Each context it opens has a fresh profile. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch(chromiumLaunchOptions());
}
