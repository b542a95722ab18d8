import { useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef } from "react";
import { useObserved } from "../../realtime/live-platform.js";
import { density } from "../../ui/settings.js";
import { useRem } from "../../ui/use-rem.js";
import type { ShownColumns } from "./fleet-columns.js";
import { FleetHead, HEAD_ROWS, minTableWidth } from "./fleet-head.js";
import { FleetRow } from "./fleet-row.js";
import type { FleetSearch } from "./fleet-search.js";

interface Properties {
  ids: readonly string[];
  search: FleetSearch;
  columns: ShownColumns;
  staleAfterMs: number;
  onSort: (sort: string) => void;
}

/** Two lines of text fit into the higher. */
const ROW_HEIGHT_REM = { comfortable: 2.375, compact: 2.125 };

/** Only the rows in view exist; those above and below are two rows of the right height. */
export function FleetTable({ ids, search, columns, staleAfterMs, onSort }: Properties) {
  const scroller = useRef<HTMLElement>(null);
  const height = ROW_HEIGHT_REM[useObserved(density)] * useRem();
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => ids[index] ?? index,
    estimateSize: () => height,
    overscan: 10,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are kept until they are said to be others
  useLayoutEffect(() => rows.measure(), [rows, height]);
  const shown = rows.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <section
      ref={scroller}
      aria-label="Units"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      // On paper nothing scrolls, and yet there is an end to the rows that are made.
      className="min-h-0 flex-1 overflow-auto rounded-panel bg-surface shadow-card lost:hatched print:max-h-240 print:overflow-visible print:[zoom:0.8]"
    >
      <table
        aria-rowcount={ids.length + HEAD_ROWS}
        style={{ minWidth: `${minTableWidth(columns)}rem` }}
        className="w-full table-fixed border-collapse"
      >
        <FleetHead search={search} onSort={onSort} columns={columns} />
        <tbody className="[&>tr]:border-line [&>tr]:border-b">
          <Space height={above} />
          {shown.map(({ index, key }) => (
            <FleetRow
              key={key}
              id={String(key)}
              rowIndex={index + HEAD_ROWS + 1}
              staleAfterMs={staleAfterMs}
              height={height}
              columns={columns}
            />
          ))}
          <Space height={below} />
        </tbody>
      </table>
    </section>
  );
}

function Space({ height }: { height: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a table is not focusable
  return height > 0 && <tr aria-hidden="true" style={{ height }} className="print:hidden" />;
}
