import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { deviceListQuery } from "../api/device-list.query.js";
import { useConnection, useLivePlatform } from "../realtime/live-platform.js";
import { ConnectionBanner } from "./connection-banner.js";
import { ConnectionChip } from "./connection-chip.js";
import { PageLinks } from "./page-links.js";
import { ThemeMenu } from "./theme-menu.js";
import { UnitCounts } from "./unit-counts.js";
import { Wordmark } from "./wordmark.js";

/** What stands around every page: the counts, the connection, the theme. */
export function AppShell() {
  const { status } = useConnection();
  useFleet();
  return (
    <div data-connection={status} className="flex h-dvh flex-col">
      <a
        href="#content"
        className="absolute top-2 left-2 z-30 -translate-y-16 rounded-control bg-raised px-3 py-2 font-semibold shadow-raised focus:translate-y-0"
      >
        Skip to content
      </a>
      <header className="z-10 flex shrink-0 flex-wrap items-center gap-x-4 gap-y-0.5 border-line border-b bg-surface px-3 py-1.5 sm:px-5">
        <Wordmark />
        <div className="max-md:order-last max-md:-mx-2 max-md:basis-full">
          <UnitCounts />
        </div>
        <div className="ml-auto flex items-center gap-1">
          <PageLinks />
          <ConnectionChip />
          <ThemeMenu />
        </div>
      </header>
      <ConnectionBanner />
      <main id="content" tabIndex={-1} className="relative min-h-0 flex-1 overflow-y-auto focus-visible:outline-none">
        <Outlet />
      </main>
    </div>
  );
}

/** The counts are in view on every page, so the whole fleet is followed on every page. */
function useFleet(): void {
  const { feed, units } = useLivePlatform();
  useEffect(() => feed.followFleet(), [feed]);
  const { data } = useQuery(deviceListQuery);
  useEffect(() => {
    if (data) units.applyDevices(data.devices);
  }, [data, units]);
}
