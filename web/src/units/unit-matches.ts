import { LOCALE } from "../ui/format.js";

/** As many as can be looked over; more are found by typing. */
const MAX_SHOWN = 100;

const byName = new Intl.Collator(LOCALE, { numeric: true });

export interface UnitMatches {
  shown: readonly string[];
  /** How many further ones there are. */
  more: number;
}

/** Units with `text` in their name; those that begin with it first. */
export function matchingUnits(ids: readonly string[], text: string): UnitMatches {
  const wanted = text.trim().toLowerCase();
  const matches = ids.filter((id) => id.toLowerCase().includes(wanted));
  const rank = (id: string) => (id.toLowerCase().startsWith(wanted) ? 0 : 1);
  matches.sort((a, b) => rank(a) - rank(b) || byName.compare(a, b));
  return { shown: matches.slice(0, MAX_SHOWN), more: Math.max(0, matches.length - MAX_SHOWN) };
}
