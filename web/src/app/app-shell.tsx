import { Outlet, useRouter, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useConnection, useLivePlatform, useObserved } from "../realtime/live-platform.js";
import { ErrorBoundary } from "../ui/error-boundary.js";
import { density } from "../ui/settings.js";
import { useDeviceList } from "../units/use-device-list.js";
import { ConnectionBanner } from "./connection-banner.js";
import { ConnectionChip } from "./connection-chip.js";
import { Dialogs } from "./dialogs.js";
import { KioskExit } from "./kiosk-exit.js";
import { openDialog } from "./open-dialog.js";
import { Sidebar } from "./sidebar.js";
import { UnitCounts } from "./unit-counts.js";
import { Wordmark } from "./wordmark.js";

/** What stands around every page: the counts, the connection, the way to the other pages. */
export function AppShell() {
  const { status } = useConnection();
  const { kiosk = false } = useSearch({ strict: false });
  const spacing = useObserved(density);
  const content = useRef<HTMLElement>(null);
  const arrivedAt = useArrival(content);
  useFleet();
  // Before anything is measured.
  useLayoutEffect(() => {
    document.documentElement.classList.toggle("kiosk", kiosk);
  }, [kiosk]);
  return (
    <div data-connection={status} data-density={spacing} className="flex h-dvh flex-col print:block print:h-auto">
      <a
        href="#content"
        className="absolute top-2 left-2 z-30 -translate-y-16 rounded-control bg-raised px-3 py-2 font-semibold shadow-raised focus:translate-y-0 print:hidden"
      >
        Skip to content
      </a>
      <header className="z-10 flex shrink-0 flex-wrap items-center gap-x-4 gap-y-0.5 border-line border-b bg-surface px-3 py-1.5 sm:px-5 print:hidden">
        <Wordmark />
        <div className="max-md:order-last max-md:-mx-2 max-md:basis-full">
          <ErrorBoundary what="The counts">
            <UnitCounts />
          </ErrorBoundary>
        </div>
        <div className="ml-auto flex items-center gap-1">
          <PaletteButton />
          <ErrorBoundary what="The connection">
            <ConnectionChip />
          </ErrorBoundary>
        </div>
      </header>
      <ConnectionBanner />
      <div className="flex min-h-0 flex-1 max-sm:flex-col-reverse print:block">
        {kiosk ? <KioskExit /> : <Sidebar />}
        <main
          ref={content}
          id="content"
          tabIndex={-1}
          className="relative min-h-0 min-w-0 flex-1 overflow-y-auto focus-visible:outline-none print:overflow-visible"
        >
          <Outlet />
        </main>
      </div>
      <p role="status" className="sr-only">
        {arrivedAt}
      </p>
      <Dialogs />
    </div>
  );
}

/** Whoever does not know the keys finds the palette here, and the keys in it. */
function PaletteButton() {
  return (
    <button
      type="button"
      aria-label="Search units, pages and actions"
      title="Search units, pages and actions (Ctrl K)"
      onClick={() => openDialog.set("palette")}
      className="flex size-8 items-center justify-center rounded-control text-ink-2 hover:bg-raised hover:text-ink kiosk:hidden"
    >
      <Search aria-hidden="true" className="size-4" />
    </button>
  );
}

/**
 * What had the focus is gone with the page that it was on: it goes to the beginning of the next, as if the browser had loaded it.
 *
 * @returns the title of the page that was gone to, to be read out; empty until then
 */
function useArrival(content: RefObject<HTMLElement | null>): string {
  const router = useRouter();
  const [title, setTitle] = useState("");
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
        if (fromLocation === undefined || !pathChanged) return;
        content.current?.focus({ preventScroll: true });
        setTitle(document.title);
      }),
    [router, content],
  );
  return title;
}

/** The counts are in view on every page, so the whole fleet is followed on every page. */
function useFleet(): void {
  const { feed } = useLivePlatform();
  useEffect(() => feed.followFleet(), [feed]);
  useDeviceList();
}
