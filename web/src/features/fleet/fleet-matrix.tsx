import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type SyntheticEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useElementSize } from "../../ui/use-element-size.js";
import { useRem } from "../../ui/use-rem.js";
import { UNIT_STATES } from "../../units/unit-state.js";
import { MatrixLegend } from "./matrix-legend.js";
import { cellSize, nextCell } from "./matrix-room.js";
import { MatrixRow } from "./matrix-row.js";
import { MatrixTip } from "./matrix-tip.js";
import { MatrixTwin } from "./matrix-twin.js";
import { useUnitStates } from "./use-unit-states.js";

/** A cell is hit by a finger in any density (24 CSS pixels: WCAG 2.5.8); however few there are, it stays one cell among others. */
const SMALLEST_REM = 1.5;
const LARGEST_REM = 3;
/** Around the cells, CSS pixels. */
const MARGIN = 6;

/** The fleet with one cell per unit: thousands at a glance. Only the rows in view exist. */
export function FleetMatrix({ ids, staleAfterMs }: { ids: readonly string[]; staleAfterMs: number }) {
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const rem = useRem();
  const limits = { smallest: Math.round(SMALLEST_REM * rem), largest: LARGEST_REM * rem };
  const inner = useElementSize(scroller);
  const room = { width: inner.width - 2 * MARGIN, height: inner.height - 2 * MARGIN };
  const size = cellSize({ ...room, count: ids.length, ...limits });
  const width = Math.max(1, Math.floor(room.width / size));
  const states = useUnitStates(ids, staleAfterMs);
  // By its name: the unit may move to another place.
  const [tabStop, setTabStop] = useState<string | undefined>();
  const [pointed, setPointed] = useState<string | undefined>();
  const focusWanted = useRef(false);
  const at = Math.max(0, tabStop === undefined ? 0 : ids.indexOf(tabStop));

  const rows = useVirtualizer({
    count: Math.ceil(ids.length / width),
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    paddingStart: MARGIN,
    paddingEnd: MARGIN,
    overscan: 4,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are kept until they are said to be others
  useLayoutEffect(() => rows.measure(), [rows, size]);
  const shown = rows.getVirtualItems();
  // Tab leads to a cell that is there, also after the one with the focus was scrolled away.
  const firstShown = (shown[0]?.index ?? 0) * width;
  const isShown = at >= firstShown && at < ((shown.at(-1)?.index ?? 0) + 1) * width;
  const tabCell = isShown ? at : firstShown;

  // A cell that a key leads to may have to be scrolled to, and made, first.
  useEffect(() => {
    if (!focusWanted.current) return;
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-index="${at}"]`);
    if (!cell) return;
    focusWanted.current = false;
    cell.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") return setPointed(undefined);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rowsInView = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / size) - 1);
    const next = nextCell(event.key, at, ids.length, width, rowsInView);
    if (next === undefined) return;
    event.preventDefault();
    focusWanted.current = true;
    setTabStop(ids[next]);
    rows.scrollToIndex(Math.floor(next / width));
  };
  const onClick = (event: MouseEvent) => {
    const unitId = idOf(event, ids);
    // As a new tab, the browser follows the link itself.
    if (unitId === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ to: "/units/$unitId", params: { unitId } });
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <MatrixLegend states={states} />
      {/* biome-ignore lint/a11y/useSemanticElements: rows of a table cannot be placed one by one */}
      <div
        ref={scroller}
        role="grid"
        aria-label="Units"
        tabIndex={-1}
        aria-rowcount={rows.options.count}
        aria-colcount={width}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={(event) => {
          const id = idOf(event, ids);
          setTabStop(id);
          setPointed(id);
        }}
        onBlur={() => setPointed(undefined)}
        onPointerOver={(event) => setPointed(idOf(event, ids))}
        onPointerLeave={() => setPointed(undefined)}
        className="relative min-h-32 flex-1 overflow-y-auto rounded-panel bg-surface shadow-card lost:hatched"
      >
        <div role="presentation" className="relative" style={{ height: rows.getTotalSize(), marginInline: MARGIN }}>
          {shown.map(({ index, start }) => {
            const from = index * width;
            const rowStates = states.slice(from, from + width);
            return (
              <MatrixRow
                key={index}
                ids={ids}
                from={from}
                states={rowStates.map((state) => UNIT_STATES.indexOf(state)).join("")}
                tabStop={tabCell >= from && tabCell < from + width ? tabCell : -1}
                size={size}
                top={start}
                rowIndex={index + 1}
              />
            );
          })}
          {pointed !== undefined && (
            <MatrixTip
              id={pointed}
              index={ids.indexOf(pointed)}
              width={width}
              size={size}
              top={MARGIN}
              staleAfterMs={staleAfterMs}
            />
          )}
        </div>
      </div>
      <MatrixTwin ids={ids} states={states} />
    </div>
  );
}

/** The unit whose cell an event comes from. */
function idOf({ target }: SyntheticEvent, ids: readonly string[]): string | undefined {
  const index = (target as Element).closest<HTMLElement>("[data-index]")?.dataset["index"];
  return index === undefined ? undefined : ids[Number(index)];
}
