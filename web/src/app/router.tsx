import { isDeviceId } from "@gridwatch/contracts";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  stripSearchParams,
} from "@tanstack/react-router";
import { DEFAULT_COMPARE_SEARCH, parseCompareSearch } from "../features/compare/compare-search.js";
import { FleetPage } from "../features/fleet/fleet-page.js";
import { DEFAULT_FLEET_SEARCH, parseFleetSearch } from "../features/fleet/fleet-search.js";
import { DEFAULT_INSIGHTS_SEARCH, parseInsightsSearch } from "../features/insights/insights-search.js";
import { parseSystemSearch } from "../features/system/system-search.js";
import { DEFAULT_UNIT_SEARCH, parseUnitSearch } from "../features/unit/unit-search.js";
import { AppShell } from "./app-shell.js";
import { keepKiosk, parseShellSearch } from "./kiosk.js";
import { NotFoundPage, PageError, PagePending } from "./page-fallbacks.js";

const root = createRootRoute({
  component: AppShell,
  validateSearch: parseShellSearch,
  search: { middlewares: [keepKiosk] },
});

const fleet = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: parseFleetSearch,
  search: { middlewares: [stripSearchParams(DEFAULT_FLEET_SEARCH)] },
  component: FleetPage,
});

const unit = createRoute({
  getParentRoute: () => root,
  path: "/units/$unitId",
  validateSearch: parseUnitSearch,
  search: { middlewares: [stripSearchParams(DEFAULT_UNIT_SEARCH)] },
  beforeLoad: ({ params }) => {
    if (!isDeviceId(params.unitId)) throw notFound();
  },
  // With the charts it is the larger part of the page's code, and the fleet does without.
  component: lazyRouteComponent(() => import("../features/unit/unit-page.js"), "UnitPage"),
});

const compare = createRoute({
  getParentRoute: () => root,
  path: "/compare",
  validateSearch: parseCompareSearch,
  search: { middlewares: [stripSearchParams(DEFAULT_COMPARE_SEARCH)] },
  component: lazyRouteComponent(() => import("../features/compare/compare-page.js"), "ComparePage"),
});

const insights = createRoute({
  getParentRoute: () => root,
  path: "/insights",
  validateSearch: parseInsightsSearch,
  search: { middlewares: [stripSearchParams(DEFAULT_INSIGHTS_SEARCH)] },
  component: lazyRouteComponent(() => import("../features/insights/insights-page.js"), "InsightsPage"),
});

const models = createRoute({
  getParentRoute: () => root,
  path: "/models",
  component: lazyRouteComponent(() => import("../features/models/models-page.js"), "ModelsPage"),
});

const system = createRoute({
  getParentRoute: () => root,
  path: "/system",
  validateSearch: parseSystemSearch,
  component: lazyRouteComponent(() => import("../features/system/system-page.js"), "SystemPage"),
});

const readiness = createRoute({
  getParentRoute: () => root,
  path: "/system/readiness",
  component: lazyRouteComponent(() => import("../features/system/readiness-page.js"), "ReadinessPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([fleet, unit, compare, insights, models, system, readiness]),
  defaultPreload: "intent",
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: PageError,
  defaultPendingComponent: PagePending,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
