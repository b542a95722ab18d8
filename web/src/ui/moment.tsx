import { useNow } from "../realtime/live-platform.js";
import { formatInFull, formatMoment } from "./format.js";

/** A point in time, local; the tooltip gives day, year and zone. */
export function Moment({ at }: { at: number }) {
  const now = useNow();
  return (
    <time className="tabular-nums" dateTime={new Date(at).toISOString()} title={formatInFull(at)}>
      {formatMoment(at, now)}
    </time>
  );
}
