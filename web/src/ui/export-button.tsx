import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.js";

/** Saves a table as CSV; says so where what it is made of cannot be had. */
export function ExportButton({ what, onExport }: { what: string; onExport: () => void | Promise<void> }) {
  const [failure, setFailure] = useState("");
  const save = async () => {
    setFailure("");
    try {
      await onExport();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <Button aria-label={`Export ${what} as CSV`} title={`Export ${what} as CSV`} onClick={() => void save()}>
        <Download aria-hidden="true" className="size-3.5" />
        <span className="max-sm:sr-only">CSV</span>
      </Button>
      {failure !== "" && (
        <p role="status" className="text-suspect text-xs">
          Not exported: {failure}
        </p>
      )}
    </>
  );
}
