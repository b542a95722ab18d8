/** What one unit last said: the newest value of each metric, and when it was measured. Never changed, only replaced. */
export interface Unit {
  readonly id: string;
  /** Time of the newest reading by the device's clock, epoch milliseconds. */
  readonly at: number;
  /** When the platform received that reading; `undefined` when only the database told of it. */
  readonly receivedAt: number | undefined;
  /** Whether the newest reading holds a value outside its plausible range. */
  readonly suspect: boolean;
  readonly values: Readonly<Record<string, number>>;
  /** When each value was measured, at the latest: metrics may come in readings of their own. */
  readonly measuredAt: Readonly<Record<string, number>>;
  /** Rated apparent power of all output phases together, VA; `undefined` where none is configured, or the database has not told yet. */
  readonly ratedVa?: number | undefined;
}

/** News of a unit: from the socket, with when it was received and whether it is suspect, or from the database, with its rating. */
export interface UnitNews {
  id: string;
  at: number;
  values: Readonly<Record<string, number>>;
  receivedAt?: number;
  suspect?: boolean;
  ratedVa?: number | undefined;
}

/**
 * Takes over what is newer, metric by metric, whatever the order of arrival. Of two with the same time the one that
 * came last holds, except that the database never overrules the socket.
 *
 * @returns `known` itself when the news holds nothing new
 */
export function withNews(known: Unit | undefined, news: UnitNews): Unit {
  const { id, at, values, receivedAt, suspect, ratedVa: told } = news;
  if (known === undefined) {
    const measuredAt: Record<string, number> = {};
    for (const metric in values) measuredAt[metric] = at;
    return { id, at, receivedAt, suspect: suspect ?? false, values, measuredAt, ratedVa: told };
  }
  const fromSocket = receivedAt !== undefined;
  const ratedVa = fromSocket ? known.ratedVa : told;
  const isNewer = (than: number | undefined) => than === undefined || at > than || (fromSocket && at === than);

  let merged: Record<string, number> | undefined;
  let measuredAt: Record<string, number> | undefined;
  for (const metric in values) {
    const value = values[metric];
    if (value === undefined || !isNewer(known.measuredAt[metric])) continue;
    if (known.values[metric] === value && known.measuredAt[metric] === at) continue;
    merged ??= { ...known.values };
    measuredAt ??= { ...known.measuredAt };
    merged[metric] = value;
    measuredAt[metric] = at;
  }
  const head = isNewer(known.at) ? { at, receivedAt, suspect: suspect ?? false } : known;
  const sameHead = head.at === known.at && head.receivedAt === known.receivedAt && head.suspect === known.suspect;
  if (merged === undefined && sameHead && ratedVa === known.ratedVa) return known;
  return {
    id,
    at: head.at,
    receivedAt: head.receivedAt,
    suspect: head.suspect,
    values: merged ?? known.values,
    measuredAt: measuredAt ?? known.measuredAt,
    ratedVa,
  };
}
