import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.js";
import { classes } from "./classes.js";

/** Saves something as a file; says so where what it is made of cannot be had, or is not all. */
export function ExportButton({
  what,
  format = "CSV",
  quiet = false,
  onExport,
}: {
  what: string;
  format?: "CSV" | "PNG";
  /** Small, where it stands under what it saves and is one of many. */
  quiet?: boolean;
  /** What it leads to is said, where it is a sentence. */
  onExport: () => unknown;
}) {
  const [said, setSaid] = useState({ text: "", failed: false });
  const save = async () => {
    setSaid({ text: "", failed: false });
    try {
      const note = await onExport();
      setSaid({ text: typeof note === "string" ? note : "", failed: false });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      setSaid({ text: `Not exported: ${why} Try again.`, failed: true });
    }
  };
  const label = `Export ${what} as ${format}`;
  const properties = { "aria-label": label, title: label, onClick: () => void save() };
  const face = (
    <>
      <Download aria-hidden="true" className="size-3.5" />
      <span className={classes(!quiet && "max-sm:sr-only")}>{format}</span>
    </>
  );
  return (
    <>
      {quiet ? (
        <button
          type="button"
          {...properties}
          className="mt-0.5 inline-flex h-6 items-center gap-1 rounded px-1 text-ink-2 text-xs hover:text-ink hover:underline kiosk:hidden print:hidden"
        >
          {face}
        </button>
      ) : (
        <Button {...properties} className="print:hidden">
          {face}
        </Button>
      )}
      {/* Always there, so that what comes to stand in it is read out. */}
      <p role="status" className={classes("text-xs empty:absolute", said.failed ? "text-suspect" : "text-ink-2")}>
        {said.text}
      </p>
    </>
  );
}
