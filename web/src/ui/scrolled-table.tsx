import { type ReactNode, useRef } from "react";
import { classes } from "./classes.js";
import { TableExport } from "./table-export.js";

/** A table that scrolls within its own bounds where it is wider than the page, or longer than a panel should be, with the way to save it below. */
export function ScrolledTable({
  label,
  children,
  className,
  frame = "mt-1 max-h-96 overflow-auto",
  exportable = true,
}: {
  label: string;
  children: ReactNode;
  className?: string;
  /** Classes of what it scrolls in, in place of the usual bounds. */
  frame?: string;
  /** Not where more can be saved than the table shows. */
  exportable?: boolean;
}) {
  const table = useRef<HTMLTableElement>(null);
  return (
    <div className="min-w-0">
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        // Positioned: what is there for screen readers alone is placed by it, and would else widen the page.
        className={classes("relative print:max-h-none print:overflow-visible", frame)}
      >
        <table
          ref={table}
          className={classes(
            "tabular-nums w-full text-left [&_td]:py-1.5 [&_td]:pr-4 [&_th]:py-1.5 [&_th]:pr-4 [&_tr>*:last-child]:pr-1",
            className,
          )}
        >
          {children}
        </table>
      </section>
      {exportable && <TableExport label={label} table={table} />}
    </div>
  );
}
