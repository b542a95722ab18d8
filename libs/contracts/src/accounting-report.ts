import type { InstanceAccount } from "./accounting.js";
import type { DeadLetterOrigin } from "./dead-letter.event.js";

/** One sum of the accounting, and whether it is right. */
export interface AccountingCheck {
  name: string;
  /** `null`: it could not be looked at now. */
  agrees: boolean | null;
  /** Readings by which it is wrong. */
  difference: number;
  explanation: string;
}

/** What became of all readings since the ledger began. */
export interface AccountingTotals {
  /** Published, dead-lettered by ingest, or held by it now. */
  received: number;
  published: number;
  stored: number;
  /** In TELEMETRY and not yet acknowledged by storage; `null` when they are too many to be looked at. */
  pending: number | null;
  deadLettered: number;
  /** Acknowledged to a publisher and not in the stream. */
  lost: number;
  /** Stand in TELEMETRY twice, and are counted once above. */
  duplicated: number;
  /** Values that browsers did not get, by the living instances of realtime. */
  skippedByRealtime: number;
}

/** The living instances of one service, and their counts added up. */
export interface ServiceAccount {
  service: string;
  instances: InstanceAccount[];
  counts: Record<string, number>;
}

/** `GET /api/v1/accounting` */
export interface AccountingReport {
  at: string;
  /** When the ledger began, ISO 8601. */
  since: string;
  /** `null`: a sum could not be looked at now, and none is wrong. */
  agrees: boolean | null;
  totals: AccountingTotals;
  deadLetters: { origin: DeadLetterOrigin; reason: string; readings: number }[];
  /** Messages that had gone from the streams before they could be counted. */
  unseenMessages: number;
  services: ServiceAccount[];
  checks: AccountingCheck[];
}
