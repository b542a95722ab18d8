import { ArrowDown, ArrowUp, Search } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Choice } from "../../ui/choice.js";
import { useCommands } from "../../ui/commands.js";
import { ExportButton } from "../../ui/export-button.js";
import { formatCount } from "../../ui/format.js";
import { SelectField } from "../../ui/select-field.js";
import { STATE_NAMES } from "../../units/unit-state-mark.js";
import { ColumnsMenu } from "./columns-menu.js";
import { FLEET_COLUMNS, type ShownColumns } from "./fleet-columns.js";
import {
  DEFAULT_FLEET_SEARCH,
  FLEET_STATES,
  FLEET_VIEWS,
  type FleetSearch,
  type FleetState,
  type FleetView,
} from "./fleet-search.js";
import { Meanings } from "./meanings.js";

const VIEW_NAMES: Readonly<Record<FleetView, string>> = { table: "Table", matrix: "Matrix" };

const FILTER_NAMES: Readonly<Record<FleetState, string>> = { all: "All states", ...STATE_NAMES, "at-risk": "At risk" };

interface Properties {
  search: FleetSearch;
  columns: ShownColumns;
  shown: number;
  /** Of those shown, units with an open anomaly. */
  abnormal: number;
  total: number;
  /** Whether columns have no heads to sort by. */
  narrow: boolean;
  /** @param replace whether the browser's back passes over what was shown before */
  onChange: (change: Partial<FleetSearch>, replace?: boolean) => void;
  onExport: () => void;
}

export function FleetToolbar({ search, columns, shown, abnormal, total, narrow, onChange, onExport }: Properties) {
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-2 pt-3 pb-3 sm:pt-4">
      <div className="mr-auto">
        <div className="flex items-center gap-1">
          <h1 className="font-semibold text-xl tracking-tight">Fleet</h1>
          <Meanings />
        </div>
        <p role="status" className="tabular-nums text-ink-2">
          {caption(search, shown, total)}
          {search.state !== "abnormal" && `: ${abnormal === 0 ? "none" : formatCount(abnormal)} abnormal`}
        </p>
      </div>
      {/* On a wall nobody stands before them. */}
      <div className="contents kiosk:hidden print:hidden">
        <SelectField
          label="State"
          value={search.state}
          options={FLEET_STATES.map((state) => [state, FILTER_NAMES[state]])}
          onChange={(chosen) => onChange({ state: FLEET_STATES.find((state) => state === chosen) ?? "all" })}
        />
        {search.view === "table" && !narrow && (
          <ColumnsMenu columns={columns} onChange={(cols) => onChange({ cols })} />
        )}
        {(narrow || search.view === "matrix") && <SortChoice search={search} onChange={onChange} />}
        <Choice
          legend="Show units as"
          hideLegend
          choices={FLEET_VIEWS}
          names={VIEW_NAMES}
          value={search.view}
          // In a matrix a unit is found by its place, which is to stay.
          onChange={(view) =>
            onChange({ view, sort: view === "matrix" ? "unit" : DEFAULT_FLEET_SEARCH.sort, dir: "asc" })
          }
        />
        <SearchField q={search.q} onChange={(q, goesOn) => onChange({ q }, goesOn)} />
        {shown > 0 && (
          // As high as the fields beside it.
          <div className="contents [&>button]:h-9">
            <ExportButton what="the units shown" onExport={onExport} />
          </div>
        )}
      </div>
    </div>
  );
}

function caption({ q, state }: FleetSearch, shown: number, total: number): string {
  if (q === "" && state === "all") return "Newest reading of each unit";
  const which = state === "all" ? "" : ` ${FILTER_NAMES[state].toLowerCase()}`;
  return `${formatCount(shown)} of ${formatCount(total)} units${which}${q && ` with “${q}” in the name`}`;
}

interface SearchFieldProperties {
  q: string;
  /** @param goesOn whether it is one search with what was typed before: the browser's back undoes it as a whole */
  onChange: (q: string, goesOn: boolean) => void;
}

/** What is typed shows at once; the URL follows. What the URL says counts when it changes by other means. */
function SearchField({ q, onChange }: SearchFieldProperties) {
  const [text, setText] = useState(q);
  const field = useRef<HTMLInputElement>(null);
  useCommands(
    useMemo(
      () => [
        {
          name: "Search units",
          group: "Fleet",
          keys: "/",
          run: () => {
            field.current?.focus();
            field.current?.select();
          },
        },
      ],
      [],
    ),
  );
  const sent = useRef(q);
  const typing = useRef(false);
  useEffect(() => {
    if (q === sent.current) return;
    sent.current = q;
    typing.current = false;
    setText(q);
  }, [q]);
  return (
    <label className="relative max-sm:flex-1">
      <span className="sr-only">Search units</span>
      <Search aria-hidden="true" className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-ink-3" />
      <input
        ref={field}
        type="search"
        value={text}
        placeholder="Search units"
        maxLength={64}
        onChange={({ target }) => {
          setText(target.value);
          sent.current = target.value;
          onChange(target.value, typing.current);
          typing.current = true;
        }}
        onBlur={() => {
          typing.current = false;
        }}
        // The first Escape empties the field, as browsers have it; the next leaves it.
        onKeyDown={({ key, currentTarget }) => {
          if (key === "Escape" && text === "") currentTarget.blur();
        }}
        className="h-9 w-full rounded-control border border-line-strong bg-raised pr-2 pl-8.5 placeholder:text-ink-3 sm:w-64"
      />
    </label>
  );
}

function SortChoice({ search, onChange }: Pick<Properties, "search" | "onChange">) {
  const ascending = search.dir === "asc";
  const Arrow = ascending ? ArrowUp : ArrowDown;
  return (
    <div className="flex">
      <label>
        <span className="sr-only">Sort by</span>
        <select
          value={search.sort}
          onChange={({ target }) => onChange({ sort: target.value })}
          className="h-9 w-30 rounded-l-control border border-line-strong bg-raised px-2"
        >
          {FLEET_COLUMNS.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        onClick={() => onChange({ dir: ascending ? "desc" : "asc" })}
        aria-label={ascending ? "Ascending; turn to descending" : "Descending; turn to ascending"}
        className="flex size-9 items-center justify-center rounded-r-control border border-line-strong border-l-0 bg-raised"
      >
        <Arrow aria-hidden="true" className="size-4" />
      </button>
    </div>
  );
}
