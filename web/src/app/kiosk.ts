import type { SearchMiddleware, SearchSchemaInput } from "@tanstack/react-router";
import type { router as Router } from "./router.js";

/** What every page's URL may say. */
export interface ShellSearch {
  /** For walls: full screen, larger, without navigation. */
  kiosk?: true | undefined;
}

export function parseShellSearch({ kiosk }: ShellSearch & SearchSchemaInput): ShellSearch {
  return isOn(kiosk) ? { kiosk: true } : {};
}

/** Every link keeps it; only what names it ends it. Off, it leaves no trace, by which links are told apart. */
export const keepKiosk: SearchMiddleware<ShellSearch> = ({ search, next }) => {
  const { kiosk, ...others } = { kiosk: search.kiosk, ...next(search) };
  return kiosk === undefined ? others : { ...others, kiosk };
};

function isOn(kiosk: unknown): boolean {
  return kiosk === true || kiosk === 1 || kiosk === "true";
}

export function enterKiosk(router: typeof Router): void {
  void router.navigate({ to: ".", search: (search) => ({ ...search, kiosk: true as const }) });
  // The browser may refuse, without a person's click for one: the page alone then fills its window.
  document.documentElement.requestFullscreen?.().catch(() => undefined);
}

/** Whoever leaves the full screen by the browser's own keys leaves kiosk mode. Runs for as long as the page is open. */
export function leaveKioskWithFullScreen(router: typeof Router): void {
  document.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement === null) leaveKiosk(router);
  });
}

export function leaveKiosk(router: typeof Router): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen();
  const { kiosk }: ShellSearch = router.state.location.search;
  if (kiosk === undefined) return;
  void router.navigate({ to: ".", search: (search) => ({ ...search, kiosk: undefined }) });
}
