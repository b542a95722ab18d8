import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const ARGUMENTS = [
  // A container's root has no sandbox to offer; the pages are our own.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How Playwright is to launch the system's own Chromium. @throws Error when there is none */
export function chromiumLaunchOptions(): { executablePath: string; args: string[] } {
  const executablePath = process.env["CHROMIUM_PATH"] ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined)
    throw new Error("there is no Chromium: install the package chromium, or set CHROMIUM_PATH");
  return { executablePath, args: [...ARGUMENTS] };
}
