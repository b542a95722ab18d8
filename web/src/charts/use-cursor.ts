import { useEffect, useState } from "react";
import { Observable } from "../realtime/observable.js";

/** The cursor that all charts of a page share. It stands first, and when the address changes, where that says. */
export function useCursor(at: number | undefined): Observable<number | null> {
  const [cursor] = useState(() => new Observable<number | null>(at ?? null));
  useEffect(() => cursor.set(at ?? null), [cursor, at]);
  return cursor;
}
