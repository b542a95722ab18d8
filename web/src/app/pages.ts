import { Boxes, ChartSpline, LayoutList, type LucideIcon, Network, OctagonAlert } from "lucide-react";

/**
 * The pages that one goes to by name, in the order shown; `key` after `g` leads there. One without an icon is not beside every page,
 * and is reached from another.
 */
export const PAGES = [
  { to: "/", name: "Fleet", key: "f", Icon: LayoutList },
  { to: "/insights", name: "Insights", key: "i", Icon: OctagonAlert },
  { to: "/compare", name: "Compare", key: "c", Icon: ChartSpline },
  { to: "/models", name: "Models", key: "m", Icon: Boxes },
  { to: "/system", name: "System", key: "s", Icon: Network },
  { to: "/system/readiness", name: "Readiness", key: "r" },
] as const satisfies readonly { to: string; name: string; key: string; Icon?: LucideIcon }[];
