import { lazy, Suspense } from "react";
import { useObserved } from "../realtime/live-platform.js";
import { openDialog } from "./open-dialog.js";

// Each is opened by somebody who waits for nothing else, and most visits open none.
const DIALOGS = {
  help: lazy(async () => ({ default: (await import("./shortcut-help.js")).ShortcutHelp })),
  palette: lazy(async () => ({ default: (await import("./command-palette.js")).CommandPalette })),
  settings: lazy(async () => ({ default: (await import("./settings-dialog.js")).SettingsDialog })),
};

export function Dialogs() {
  const open = useObserved(openDialog);
  if (open === undefined) return null;
  const Shown = DIALOGS[open];
  // By the time that one has closed, what was chosen in it may have opened another.
  const onClose = () => openDialog.get() === open && openDialog.set(undefined);
  return (
    <Suspense>
      <Shown onClose={onClose} />
    </Suspense>
  );
}
