import { Popover, ToggleGroup } from "radix-ui";
import { useState } from "react";
import { useLivePlatform } from "../realtime/live-platform.js";
import { classes } from "../ui/classes.js";
import { CustomRange } from "./custom-range.js";
import type { RangeSearch } from "./range-search.js";
import { periodOf, RANGE_KEYS, type RangeKey, TIME_RANGES, timeRangeOf } from "./time-range.js";

const CHOICE = "h-7 rounded-[5px] px-2.5 text-ink-2 hover:text-ink max-sm:px-1 max-sm:text-[0.8125rem]";
const CHOSEN = "bg-raised font-semibold text-ink shadow-card";

interface Properties {
  search: RangeSearch;
  /** Gets nothing but a range: with another one the rest of the address may mean something else. */
  onChange: (range: RangeSearch) => void;
  keys?: readonly RangeKey[];
}

/** One of the ranges that end now, or one of one's own. */
export function RangeChoice({ search, onChange, keys = RANGE_KEYS }: Properties) {
  const [open, setOpen] = useState(false);
  const { clock } = useLivePlatform();
  const custom = search.range === "custom";
  return (
    <div className="flex rounded-control bg-sunken p-0.5 max-sm:flex-wrap print:hidden">
      <ToggleGroup.Root
        type="single"
        value={search.range}
        onValueChange={(value) => {
          const range = keys.find((key) => key === value);
          // Pressing what is pressed already gives an empty choice: it stays.
          if (range !== undefined) onChange({ range });
        }}
        aria-label="Time range"
        className="flex"
      >
        {keys.map((key) => (
          <ToggleGroup.Item
            key={key}
            value={key}
            title={TIME_RANGES[key].phrase}
            className={classes(CHOICE, search.range === key && CHOSEN)}
          >
            {TIME_RANGES[key].name}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          title={custom ? timeRangeOf(search).phrase : "From one moment to another"}
          className={classes(CHOICE, custom && CHOSEN)}
        >
          Custom<span className="sr-only">{custom ? `: ${timeRangeOf(search).phrase}` : " time range"}</span>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="end"
            sideOffset={6}
            collisionPadding={8}
            aria-label="Custom time range"
            className="z-20 w-72 rounded-panel border border-line bg-raised p-4 shadow-raised"
          >
            <CustomRange
              {...periodOf(timeRangeOf(search), clock.now())}
              onChange={(range) => {
                setOpen(false);
                onChange(range);
              }}
            />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}
