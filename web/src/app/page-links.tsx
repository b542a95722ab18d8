import { Link } from "@tanstack/react-router";
import { Boxes } from "lucide-react";

/** The pages beside the fleet, which the wordmark and the counts lead to. */
export function PageLinks() {
  return (
    <nav aria-label="Pages">
      <Link
        to="/models"
        className="flex h-8 items-center gap-1.5 rounded-control px-2 text-ink-2 hover:bg-raised hover:text-ink aria-[current]:bg-raised aria-[current]:text-ink aria-[current]:shadow-card"
      >
        <Boxes aria-hidden="true" className="size-4" />
        <span className="max-sm:sr-only">Models</span>
      </Link>
    </nav>
  );
}
