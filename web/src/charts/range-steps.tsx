import { ChevronLeft, ChevronRight, type LucideIcon, ZoomIn, ZoomOut } from "lucide-react";
import { useAtTick, useLivePlatform } from "../realtime/live-platform.js";
import { pannedBySteps, zoomedOut } from "./pan.js";
import { MIN_SPAN_MS, type RangeSearch } from "./range-search.js";
import { periodOf, timeRangeOf } from "./time-range.js";
import { zoomedIn } from "./zoom.js";

interface Properties {
  /** With where the cursor is pinned, epoch milliseconds. */
  search: RangeSearch & { at?: number };
  onChange: (search: RangeSearch & { at?: number }) => void;
}

/** Moves along in time, into it and out of it, by a press: what a finger can do. */
export function RangeSteps({ search, onChange }: Properties) {
  const { clock } = useLivePlatform();
  const range = timeRangeOf(search);
  const isLast = useAtTick((now) => String(pannedBySteps(periodOf(range, now), 1, now) === undefined)) === "true";
  const step = (steps: number) => {
    const now = clock.now();
    const next = pannedBySteps(periodOf(range, now), steps, now);
    if (next !== undefined) onChange(next);
  };
  const zoomOut = () => {
    const now = clock.now();
    onChange(zoomedOut(periodOf(range, now), now));
  };
  const zoomIn = () => {
    const { at } = search;
    // The cursor stays, so that a next step goes on around it.
    onChange({ ...zoomedIn(periodOf(range, clock.now()), at ?? null), ...(at !== undefined && { at }) });
  };
  return (
    <fieldset className="flex print:hidden">
      <legend className="sr-only">Move the time range</legend>
      <Step name="Earlier" icon={ChevronLeft} onPress={() => step(-1)} />
      <Step name="Later" icon={ChevronRight} isDisabled={isLast} onPress={() => step(1)} />
      <Step name="Zoom in" icon={ZoomIn} isDisabled={range.spanMs <= MIN_SPAN_MS} onPress={zoomIn} />
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
