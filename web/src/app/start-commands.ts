import { type Command, commands } from "../ui/commands.js";
import { density, sidebar } from "../ui/settings.js";
import type { StoredChoice } from "../ui/stored-choice.js";
import { theme } from "../ui/theme.js";
import { enterKiosk, leaveKiosk, leaveKioskWithFullScreen } from "./kiosk.js";
import { openDialog } from "./open-dialog.js";
import { PAGES } from "./pages.js";
import type { router as Router } from "./router.js";

/** Adds what can be done on every page, and listens for the keys of all commands. Runs for as long as the page is open. */
export function startCommands(router: typeof Router): void {
  commands.add([
    ...PAGES.map(({ to, name, key }) => ({
      name: `Go to ${name}`,
      group: "Pages",
      keys: `g ${key}`,
      run: () => void router.navigate({ to }),
    })),
    {
      name: "Search units, pages and actions",
      group: "Everywhere",
      keys: "Mod+k",
      byKeysOnly: true,
      run: () => openDialog.set("palette"),
    },
    { name: "Search", group: "Everywhere", keys: "/", byKeysOnly: true, run: () => openDialog.set("palette") },
    { name: "Keyboard shortcuts", group: "Everywhere", keys: "?", run: () => openDialog.set("help") },
    {
      name: "Close what is open, let a chart's cursor go, leave kiosk mode",
      group: "Everywhere",
      keys: "Escape",
      byKeysOnly: true,
      run: () => leaveKiosk(router),
    },
    { name: "Settings", group: "Everywhere", run: () => openDialog.set("settings") },
    { name: "Kiosk mode: full screen, larger, without navigation", group: "View", run: () => enterKiosk(router) },
    ...choicesOf("Theme", theme),
    ...choicesOf("Density", density),
    ...choicesOf("Sidebar", sidebar),
    { name: "Walk along a chart, through a list or the matrix", group: "Where the focus is", keys: "Arrows" },
    { name: "Go to the first or the last", group: "Where the focus is", keys: "Home End" },
    { name: "Open the unit; keep a chart's cursor, also in the address", group: "Where the focus is", keys: "Enter" },
    { name: "Ten readings on or back along a chart", group: "Where the focus is", keys: "PageUp PageDown" },
    { name: "Zoom a chart around its cursor", group: "Where the focus is", keys: "+ -" },
    {
      name: "Move a chart along in time; drawing over it does with Shift too",
      group: "Where the focus is",
      keys: "Shift+← Shift+→",
    },
  ]);
  leaveKioskWithFullScreen(router);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || isTakenElsewhere(event.target)) return;
    const run = commands.after(event)?.run;
    if (run === undefined) return;
    event.preventDefault();
    run();
  });
}

function choicesOf<T extends string>(name: string, choice: StoredChoice<T>): Command[] {
  return choice.choices.map((value) => ({
    name: `${name}: ${value}`,
    group: "View",
    run: () => choice.choose(value),
  }));
}

/** Keys belong to a field that is typed in, to a menu that is open, and to a dialog. */
function isTakenElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [role=menu]") !== null
  );
}
