import { DEAD_LETTER_REASONS, type DeadLetterReason } from "@gridwatch/contracts";
import type { SearchSchemaInput } from "@tanstack/react-router";

/** What the system page shows, as it stands in the URL. */
export interface SystemSearch {
  /** Dead letters for this reason alone. */
  reason?: DeadLetterReason | undefined;
}

export function parseSystemSearch({ reason }: { reason?: string | undefined } & SearchSchemaInput): SystemSearch {
  return typeof reason === "string" && Object.hasOwn(DEAD_LETTER_REASONS, reason)
    ? { reason: reason as DeadLetterReason }
    : {};
}
