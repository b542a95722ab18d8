import { Link } from "@tanstack/react-router";
import { Boxes, ChartSpline, OctagonAlert } from "lucide-react";

const PAGES = [
  { to: "/insights", name: "Insights", Icon: OctagonAlert },
  { to: "/compare", name: "Compare", Icon: ChartSpline },
  { to: "/models", name: "Models", Icon: Boxes },
] as const;

/** The pages beside the fleet, which the wordmark and the counts lead to. */
export function PageLinks() {
  return (
    <nav aria-label="Pages" className="flex">
      {PAGES.map(({ to, name, Icon }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ includeSearch: false }}
          className="flex h-8 items-center gap-1.5 rounded-control px-2 text-ink-2 hover:bg-raised hover:text-ink aria-[current]:bg-raised aria-[current]:text-ink aria-[current]:shadow-card"
        >
          <Icon aria-hidden="true" className="size-4" />
          <span className="max-lg:sr-only">{name}</span>
        </Link>
      ))}
    </nav>
  );
}
