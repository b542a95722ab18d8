import { Info } from "lucide-react";
import { Popover } from "radix-ui";
import { lazy, Suspense } from "react";

// Read once, if ever.
const MeaningList = lazy(async () => ({ default: (await import("./meaning-list.js")).MeaningList }));

const QUESTION = "What do these mean?";

/** What the states and the columns mean, for who cannot hover, or does not know that there is something to be hovered over. */
export function Meanings() {
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={QUESTION}
        title={QUESTION}
        className="flex size-7 items-center justify-center rounded-control text-ink-2 hover:bg-raised hover:text-ink kiosk:hidden print:hidden"
      >
        <Info aria-hidden="true" className="size-4" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={QUESTION}
          // What scrolls must be reachable by keyboard.
          tabIndex={0}
          className="z-20 max-h-(--radix-popover-content-available-height) w-120 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-panel border border-line bg-raised p-4 shadow-raised"
        >
          <Suspense>
            <MeaningList />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
