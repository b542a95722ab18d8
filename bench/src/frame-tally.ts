const SNAPSHOT = Buffer.from('2["snapshot"');
/** Between these stand the times of receipt, one per reading. */
const RECEIVED_AT = Buffer.from('"receivedAt":[');
const SUSPECT = Buffer.from('],"suspect":');
const EPOCH_MS_DIGITS = 13;
/** Holds the frame's `at`, which stands behind the room. */
const HEAD_BYTES = 160;

/** One frame as it came, for another server to send again. */
export interface RecordedFrame {
  afterMs: number;
  /** JSON: event and frame. */
  event: string;
}

export interface ViewersReport {
  bytes: number;
  frames: number;
  worstLagMs: number;
  worstFrameLagMs: number;
  /** By client: all of the fleet's room should have had the same. */
  fleetFrames: { fewest: number; most: number };
  deviceReadings: { fewest: number; most: number };
  /** Connections that have ended by themselves. */
  lostClients: number;
  recording: RecordedFrame[];
}

/** What one client has been sent. Looks for the few numbers it needs instead of parsing frames of 50 kB. */
export class FrameTally {
  frames = 0;
  readings = 0;
  bytes = 0;
  /** From the platform's receipt of a frame's newest reading to the client's receipt of the frame. */
  worstLagMs = 0;
  /** From the making of a frame to the client's receipt of it. */
  worstFrameLagMs = 0;

  isSnapshot(packet: Buffer): boolean {
    return packet.subarray(0, SNAPSHOT.length).equals(SNAPSHOT);
  }

  add(packet: Buffer, now: number): void {
    this.frames++;
    this.bytes += packet.length;
    const at = Number(/"at":(\d+)/.exec(packet.toString("latin1", 0, HEAD_BYTES))?.[1]);
    this.worstFrameLagMs = Math.max(this.worstFrameLagMs, now - at);
    const before = packet.indexOf(RECEIVED_AT);
    // A frame of what models say has no readings.
    if (before < 0) return;
    const start = before + RECEIVED_AT.length;
    const end = packet.indexOf(SUSPECT, start);
    this.readings += (end - start + 1) / (EPOCH_MS_DIGITS + 1);
    const receivedAt = Number(packet.toString("latin1", end - EPOCH_MS_DIGITS, end));
    this.worstLagMs = Math.max(this.worstLagMs, now - receivedAt);
  }

  clear(): void {
    Object.assign(this, new FrameTally());
  }
}
