import type { Contribution } from "@gridwatch/contracts";

/** An anomaly as lists have it. Times are epoch milliseconds. */
export interface AnomalyRow {
  device: string;
  start: number;
  /** `null` while it lasts. */
  end: number | null;
  /** `null` where it is not known yet. */
  peak: number | null;
  /** The metric that is strongest at the peak. */
  signal: string | null;
  /** What the model expected of it; `undefined` as long as only the socket has told. */
  strongest: Contribution | undefined;
  /** `name@version`; `null` as long as only the socket has told. */
  model: string | null;
}
