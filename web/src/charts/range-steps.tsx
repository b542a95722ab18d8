import { ChevronLeft, ChevronRight, type LucideIcon, ZoomOut } from "lucide-react";
import { useAtTick, useLivePlatform } from "../realtime/live-platform.js";
import { pannedBySteps, zoomedOut } from "./pan.js";
import type { RangeSearch } from "./range-search.js";
import { timeRangeOf } from "./time-range.js";

interface Properties {
  search: RangeSearch;
  onChange: (range: RangeSearch) => void;
}

/** Moves along in time, and out of it, by a press: what a finger can do. */
export function RangeSteps({ search, onChange }: Properties) {
  const { clock } = useLivePlatform();
  const { spanMs, endsAt } = timeRangeOf(search);
  const shownAt = (now: number) => {
    const to = endsAt ?? now;
    return { from: to - spanMs, to };
  };
  const isLast = useAtTick((now) => String(pannedBySteps(shownAt(now), 1, now) === undefined)) === "true";
  const step = (steps: number) => {
    const now = clock.now();
    const range = pannedBySteps(shownAt(now), steps, now);
    if (range !== undefined) onChange(range);
  };
  const zoomOut = () => {
    const now = clock.now();
    onChange(zoomedOut(shownAt(now), now));
  };
  return (
    <fieldset className="flex print:hidden">
      <legend className="sr-only">Move the time range</legend>
      <Step name="Earlier" icon={ChevronLeft} onPress={() => step(-1)} />
      <Step name="Later" icon={ChevronRight} isDisabled={isLast} onPress={() => step(1)} />
      <Step name="Zoom out" icon={ZoomOut} onPress={zoomOut} />
    </fieldset>
  );
}

function Step({
  name,
  icon: Icon,
  isDisabled = false,
  onPress,
}: {
  name: string;
  icon: LucideIcon;
  /** It keeps the focus all the same. */
  isDisabled?: boolean;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      title={name}
      aria-label={name}
      aria-disabled={isDisabled}
      onClick={onPress}
      className="flex size-8 items-center justify-center rounded-control text-ink-2 hover:bg-raised hover:text-ink aria-disabled:opacity-40"
    >
      <Icon aria-hidden="true" className="size-4" />
    </button>
  );
}
