import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { FleetHead, HEAD_ROWS } from "./fleet-head.js";
import { FleetRow, ROW_HEIGHT } from "./fleet-row.js";
import type { FleetSearch } from "./fleet-search.js";

interface Properties {
  ids: readonly string[];
  search: FleetSearch;
  staleAfterMs: number;
  onSort: (sort: string) => void;
}

/** Only the rows in view exist; those above and below are two rows of the right height. */
export function FleetTable({ ids, search, staleAfterMs, onSort }: Properties) {
  const scroller = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => ids[index] ?? index,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const shown = rows.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <section
      ref={scroller}
      aria-label="Units"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto rounded-panel bg-surface shadow-card lost:hatched"
    >
      <table aria-rowcount={ids.length + HEAD_ROWS} className="w-full min-w-[76rem] table-fixed border-collapse">
        <FleetHead search={search} onSort={onSort} />
        <tbody className="[&>tr]:border-line [&>tr]:border-b">
          <Space height={above} />
          {shown.map(({ index, key }) => (
            <FleetRow key={key} id={String(key)} rowIndex={index + HEAD_ROWS + 1} staleAfterMs={staleAfterMs} />
          ))}
          <Space height={below} />
        </tbody>
      </table>
    </section>
  );
}

function Space({ height }: { height: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a table is not focusable
  return height > 0 && <tr aria-hidden="true" style={{ height }} />;
}
