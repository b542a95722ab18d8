import { useUnit } from "../realtime/live-platform.js";
import { formatAge, formatInFull } from "../ui/format.js";
import { useAgeMs } from "./use-unit-condition.js";

/** How old the unit's newest reading is; it grows also when nothing arrives. */
export function AgeOfData({ id }: { id: string }) {
  const unit = useUnit(id);
  const age = useAgeMs(id);
  if (unit === undefined || age === undefined) return <span>–</span>;
  return (
    <time dateTime={new Date(unit.at).toISOString()} title={`measured ${formatInFull(unit.at)}`}>
      {formatAge(age)}
    </time>
  );
}
