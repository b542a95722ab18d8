/** What a frame was made for. */
export type FrameKind = "fleet" | "device" | "ws";

/** The same of what models say. An insight that opens or ends an anomaly is told later to a client that was behind. */
class InsightCounts {
  received = 0;
  unreadable = 0;
  coalesced = 0;
  behind = 0;
  /** Openings and ends of anomalies that were too many to be kept for clients that were behind. */
  lostChanges = 0;
  readonly frames = { fleet: 0, device: 0 };
}

/** The same of failure forecasts, of which a unit has one an hour. */
class ForecastCounts {
  received = 0;
  unreadable = 0;
  readonly frames = { fleet: 0, device: 0 };
}

/** Counted since the start. Readings read back from the stream at the start count as received by an earlier run. */
export class RealtimeCounts {
  received = 0;
  unreadableBatches = 0;
  /** Readings of the fleet that a newer one of the same unit replaced before a frame was due. */
  coalesced = 0;
  /** Readings not sent to a client because it was behind: once per client. */
  skippedBehind = 0;
  stuckClients = 0;
  refusedClients = 0;
  /** Each made once, however many clients it goes to. */
  readonly frames: Record<FrameKind, number> = { fleet: 0, device: 0, ws: 0 };
  readonly insights = new InsightCounts();
  readonly forecasts = new ForecastCounts();
}
