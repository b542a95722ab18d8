import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { useMediaQuery } from "../../ui/use-media-query.js";
import { FleetCard } from "./fleet-card.js";

const ESTIMATED_HEIGHT = 199;

/** The fleet where a table does not fit, in one column or two. Only the cards in view exist. */
export function FleetList({ ids, staleAfterMs }: { ids: readonly string[]; staleAfterMs: number }) {
  const scroller = useRef<HTMLElement>(null);
  const lanes = useMediaQuery("(min-width: 640px)") ? 2 : 1;
  const cards = useVirtualizer({
    lanes,
    count: ids.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => ids[index] ?? index,
    estimateSize: () => ESTIMATED_HEIGHT,
    gap: 8,
    overscan: 6,
  });
  return (
    <section
      ref={scroller}
      aria-label="Units"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="-mx-3 min-h-0 flex-1 overflow-y-auto px-2 pb-3"
    >
      <ul className="relative" style={{ height: cards.getTotalSize() }}>
        {cards.getVirtualItems().map(({ index, key, start, lane }) => (
          <li
            key={key}
            ref={cards.measureElement}
            data-index={index}
            aria-setsize={ids.length}
            aria-posinset={index + 1}
            className="absolute top-0 px-1"
            style={{ width: `${100 / lanes}%`, left: `${(100 * lane) / lanes}%`, transform: `translateY(${start}px)` }}
          >
            <FleetCard id={String(key)} staleAfterMs={staleAfterMs} />
          </li>
        ))}
      </ul>
    </section>
  );
}
