import { useEffect, useState } from "react";
import { ChartCursor } from "./chart-cursor.js";

/** The cursor that all charts of a page share, pinned where the address says. */
export function useCursor(at: number | undefined): ChartCursor {
  const [cursor] = useState(() => new ChartCursor(at ?? null));
  useEffect(() => cursor.pin(at ?? null), [cursor, at]);
  return cursor;
}
