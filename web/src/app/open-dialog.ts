import { Observable } from "../realtime/observable.js";

/** The dialog that stands over the page, whichever page it is. */
export const openDialog = new Observable<"help" | "palette" | "settings" | undefined>(undefined);
