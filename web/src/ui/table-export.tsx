import type { RefObject } from "react";
import { useLivePlatform } from "../realtime/live-platform.js";
import { toCsv } from "./csv.js";
import { downloadCsv, fileTime } from "./download.js";
import { ExportButton } from "./export-button.js";
import { tableRows } from "./table-rows.js";

/** Saves a table as it stands on the page; the file is named by the page's heading, such as the unit, and the table's label. */
export function TableExport({ label, table }: { label: string; table: RefObject<HTMLTableElement | null> }) {
  const { clock } = useLivePlatform();
  const save = () => {
    if (table.current === null) return;
    const heading = document.querySelector("h1")?.textContent ?? "";
    downloadCsv([heading, label.toLowerCase(), fileTime(clock.now())], toCsv(tableRows(table.current)));
  };
  return <ExportButton quiet what={label} onExport={save} />;
}
