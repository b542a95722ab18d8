import { type ComponentProps, useRef } from "react";
import { TableExport } from "./table-export.js";

/** A table with its title above and the way to save it below. */
export function CaptionedTable({ caption, children, ...table }: ComponentProps<"table"> & { caption: string }) {
  const element = useRef<HTMLTableElement>(null);
  return (
    <div className="min-w-0">
      <table ref={element} {...table}>
        <caption className="pb-1 text-left font-semibold text-ink-2">{caption}</caption>
        {children}
      </table>
      <TableExport label={caption} table={element} />
    </div>
  );
}
