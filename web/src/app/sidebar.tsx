import { Link } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { useObserved } from "../realtime/live-platform.js";
import { sidebar } from "../ui/settings.js";
import { openDialog } from "./open-dialog.js";
import { PAGES } from "./pages.js";

const ITEM =
  "group flex items-center gap-2.5 rounded-control text-ink-2 hover:bg-raised hover:text-ink max-sm:h-12 max-sm:min-w-0 max-sm:flex-1 max-sm:flex-col max-sm:justify-center max-sm:gap-0.5 max-sm:text-[0.6875rem] sm:h-9 sm:px-2.5 aria-[current]:bg-raised aria-[current]:font-semibold aria-[current]:text-ink aria-[current]:shadow-card";

/** The way to every page: beside it, and on a phone below it. */
export function Sidebar() {
  const open = useObserved(sidebar) === "open";
  const Toggle = open ? PanelLeftClose : PanelLeftOpen;
  return (
    <nav
      aria-label="Pages"
      data-open={open}
      className="group/bar flex shrink-0 border-line bg-surface max-sm:border-t max-sm:px-1 max-sm:pb-[env(safe-area-inset-bottom)] sm:flex-col sm:gap-1 sm:border-r sm:p-2 sm:data-[open=true]:w-40 print:hidden"
    >
      <ul className="contents">
        {PAGES.filter((page) => "Icon" in page).map(({ to, name, Icon }) => (
          <li key={to} className="max-sm:flex max-sm:min-w-0 max-sm:flex-1">
            <Link to={to} activeOptions={{ exact: to === "/", includeSearch: false }} title={name} className={ITEM}>
              <Icon aria-hidden="true" className="size-4.5 shrink-0" />
              <Label>{name}</Label>
            </Link>
          </li>
        ))}
      </ul>
      <button
        type="button"
        title="Settings"
        onClick={() => openDialog.set("settings")}
        className={`${ITEM} sm:mt-auto`}
      >
        <Settings aria-hidden="true" className="size-4.5 shrink-0" />
        <Label>Settings</Label>
      </button>
      <button
        type="button"
        aria-expanded={open}
        title={open ? "Collapse" : "Expand"}
        onClick={() => sidebar.choose(open ? "collapsed" : "open")}
        className={`${ITEM} max-sm:hidden`}
      >
        <Toggle aria-hidden="true" className="size-4.5 shrink-0" />
        <Label>Collapse</Label>
      </button>
    </nav>
  );
}

/** Beside its icon while there is room; when not, it is still read. */
function Label({ children }: { children: ReactNode }) {
  return <span className="truncate sm:group-data-[open=false]/bar:sr-only">{children}</span>;
}
