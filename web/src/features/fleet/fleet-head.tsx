import { ArrowDown, ArrowUp } from "lucide-react";
import { classes } from "../../ui/classes.js";
import { useMediaQuery } from "../../ui/use-media-query.js";
import { MARK_COLUMNS, PICTURE_COLUMNS, type ShownColumns } from "./fleet-columns.js";
import type { FleetSearch } from "./fleet-search.js";
import { SCALE_PERCENT } from "./voltage-hour.js";

export const HEAD_ROWS = 2;

interface Properties {
  search: FleetSearch;
  onSort: (sort: string) => void;
}

/** Of the columns before the figures; `rem`. */
const WIDTHS = { state: 6.5, age: 5, anomaly: 13.25, risk: 5.25, phases: 8, hour: 7.75 };
/** Pictures take the room that a wall has. */
const WALL_WIDTHS: Readonly<Record<string, number>> = { phases: 11, hour: 18 };
const UNIT_WIDTH = 8.5;
const FIGURE_WIDTH = 3.5;
/** Of figures with a mark beside them, or a long head. */
const FIGURE_WIDTHS: Readonly<Record<string, number>> = { unbalance: 5.5, loading: 6.25 };

/** So wide the table must be for its columns to be read, `rem`. */
export function minTableWidth({ keys, figures }: ShownColumns): number {
  const before = Object.entries(WIDTHS).reduce((sum, [key, width]) => (keys.has(key) ? sum + width : sum), UNIT_WIDTH);
  return figures.reduce((sum, { key }) => sum + (FIGURE_WIDTHS[key] ?? FIGURE_WIDTH), before);
}

export function FleetHead({ search, onSort, columns: { keys, figures } }: Properties & { columns: ShownColumns }) {
  const columnHead = { search, onSort };
  const wall = useMediaQuery("(min-width: 128rem)");
  const groups = [...new Set(figures.map(({ group }) => group))];
  return (
    <>
      <colgroup>
        <col className="w-[12%]" />
        {Object.entries(WIDTHS)
          .filter(([key]) => keys.has(key))
          .map(([key, width]) => (
            <col key={key} style={{ width: `${(wall && WALL_WIDTHS[key]) || width}rem` }} />
          ))}
        {figures.map(({ key }) => (
          <col key={key} style={FIGURE_WIDTHS[key] ? { width: `${FIGURE_WIDTHS[key]}rem` } : undefined} />
        ))}
      </colgroup>
      <thead className="sticky top-0 z-2 bg-surface text-ink-2 text-xs shadow-[0_1px_0_var(--line-strong)]">
        <tr aria-rowindex={1}>
          <ColumnHead {...columnHead} column="unit" head="Unit" rowSpan={2} className="sticky left-0 bg-surface pl-2" />
          {keys.has("state") && (
            <ColumnHead
              {...columnHead}
              column="state"
              head="State"
              explanation={MARK_COLUMNS.state.explanation}
              rowSpan={2}
            />
          )}
          {keys.has("age") && (
            <ColumnHead
              {...columnHead}
              column="age"
              head="Age"
              name={MARK_COLUMNS.age.name}
              explanation={MARK_COLUMNS.age.explanation}
              rowSpan={2}
              numeric
            />
          )}
          {keys.has("anomaly") && (
            <ColumnHead
              {...columnHead}
              column="anomaly"
              head="Anomaly"
              explanation={MARK_COLUMNS.anomaly.explanation}
              rowSpan={2}
              className="border-line border-l"
            />
          )}
          {keys.has("risk") && (
            <ColumnHead
              {...columnHead}
              column="risk"
              head="48 h risk"
              explanation={MARK_COLUMNS.risk.explanation}
              rowSpan={2}
              numeric
              className="border-line border-l"
            />
          )}
          {keys.has("phases") && <PictureHead head={`Phases ±${SCALE_PERCENT} %`} {...PICTURE_COLUMNS.phases} />}
          {keys.has("hour") && <PictureHead head="Volts, 1 h" {...PICTURE_COLUMNS.hour} />}
          {groups.map((group) => (
            <th
              key={group}
              scope="colgroup"
              colSpan={figures.filter((column) => column.group === group).length}
              className="border-line border-l px-2 pt-2 text-center font-semibold text-ink"
            >
              {group}
            </th>
          ))}
        </tr>
        <tr aria-rowindex={2}>
          {figures.map(({ key, head, name, explanation, group }, index) => (
            <ColumnHead
              key={key}
              {...columnHead}
              column={key}
              head={head()}
              name={name}
              explanation={explanation}
              numeric
              className={classes("last:pr-2", group !== figures[index - 1]?.group && "border-line border-l")}
            />
          ))}
        </tr>
      </thead>
    </>
  );
}

/** Of a column that there is no order of. */
function PictureHead({ head, name, explanation }: { head: string; name: string; explanation: string }) {
  return (
    <th
      scope="col"
      rowSpan={2}
      title={explanation}
      className="border-line border-l px-2 pb-2.5 text-left align-bottom font-medium"
    >
      <span aria-hidden="true">{head}</span>
      <span className="sr-only">{name}</span>
    </th>
  );
}

function ColumnHead({
  column,
  head,
  name,
  explanation,
  numeric = false,
  rowSpan,
  className,
  search,
  onSort,
}: Properties & {
  column: string;
  head: string;
  name?: string;
  explanation?: string | undefined;
  numeric?: boolean;
  rowSpan?: number;
  className?: string;
}) {
  const sorted = search.sort === column;
  const Arrow = search.dir === "asc" ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      rowSpan={rowSpan}
      aria-sort={sorted ? (search.dir === "asc" ? "ascending" : "descending") : "none"}
      className={classes("pb-1 align-bottom font-medium", className)}
    >
      <button
        type="button"
        onClick={() => onSort(column)}
        title={explanation}
        aria-label={name && `${name}, ${head}`}
        className={classes(
          "flex h-7 w-full items-center gap-1 rounded px-2 hover:text-ink hover:underline",
          numeric && "justify-end",
          sorted && "font-semibold text-ink",
        )}
      >
        {sorted && numeric && <Arrow aria-hidden="true" className="size-3" />}
        {head}
        {sorted && !numeric && <Arrow aria-hidden="true" className="size-3" />}
      </button>
    </th>
  );
}
