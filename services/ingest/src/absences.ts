/** How many of our own heartbeats a member may miss before it counts as gone: 15 to 18 s at one every three seconds. */
export const GONE_AFTER_BEATS = 5;

/** A member's entry in the bucket. */
export interface Presence {
  clientId: string;
  revision: number;
}

/**
 * Finds the members that are gone, by revisions alone: one whose entry has stayed the same over several heartbeats of ours.
 * No clock of another machine is asked, and no silence counts: a heartbeat of ours that the bucket did not take is none.
 */
export class Absences {
  private seen = new Map<string, { revision: number; missed: number }>();

  /** A heartbeat of ours has been taken, and this is what the bucket then held. Returns who is gone. */
  note<T extends Presence>(present: readonly T[]): T[] {
    const seen: typeof this.seen = new Map();
    for (const { clientId, revision } of present) {
      const before = this.seen.get(clientId);
      const missed = before?.revision === revision ? before.missed + 1 : 0;
      seen.set(clientId, { revision, missed });
    }
    this.seen = seen;
    return present.filter(({ clientId }) => (seen.get(clientId)?.missed ?? 0) >= GONE_AFTER_BEATS);
  }
}
