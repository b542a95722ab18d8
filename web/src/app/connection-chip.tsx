import { LoaderCircle, Radio, Unplug } from "lucide-react";
import { Popover } from "radix-ui";
import { useAtTick, useConnection, useLivePlatform, useObserved } from "../realtime/live-platform.js";
import { Button } from "../ui/button.js";
import { classes } from "../ui/classes.js";
import { formatAge, formatCount, formatSpan, zoneName } from "../ui/format.js";
import { Moment } from "../ui/moment.js";

/** The short name is for phones. */
const STATES = {
  connecting: { name: "Connecting", short: "Connecting", Icon: LoaderCircle, className: "text-ink-2" },
  live: { name: "Live", short: "Live", Icon: Radio, className: "text-ink-2" },
  lost: { name: "No connection", short: "Lost", Icon: Unplug, className: "bg-lost-fill text-lost font-semibold" },
} as const;

/** Whether values still arrive, and how old the newest of all is; more of it on demand. */
export function ConnectionChip() {
  const { status } = useConnection();
  const { name, short, Icon, className } = STATES[status];
  return (
    <Popover.Root>
      <Popover.Trigger
        className={classes("flex h-8 items-center gap-1.5 rounded-control px-2 hover:bg-raised", className)}
      >
        <Icon aria-hidden="true" className={classes("size-4", status === "connecting" && "animate-spin")} />
        <span data-testid="connection-state" data-status={status}>
          <span className="max-sm:hidden">{name}</span>
          <span className="sm:hidden">{short}</span>
        </span>
        <NewestAge />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Connection"
          className="z-20 w-72 rounded-panel border border-line bg-raised p-4 shadow-raised"
        >
          <ConnectionFacts />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Renders by itself: around it is much that stays the same from second to second. On a phone it is the bare age. */
function NewestAge() {
  const { units } = useLivePlatform();
  const age = useAtTick((now) => {
    const newestAt = units.newestAt.get();
    return newestAt === 0 ? "" : formatAge(Math.max(0, now - newestAt));
  });
  if (age === "") return null;
  return (
    <span data-testid="newest-age" className="tabular-nums whitespace-nowrap font-normal text-ink-2">
      · <span className="max-sm:sr-only">data </span>
      {age}
      <span className="max-sm:sr-only"> old</span>
    </span>
  );
}

function ConnectionFacts() {
  const { feed, clock, units } = useLivePlatform();
  const { status, since } = useConnection();
  const dropped = useObserved(feed.dropped);
  const newestAt = useObserved(units.newestAt);
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 [&>dd]:text-right [&>dt]:text-ink-2">
        <dt>{STATES[status].name} since</dt>
        <dd>
          <Moment at={since} />
        </dd>
        <dt>Newest reading</dt>
        <dd>{newestAt > 0 ? <Moment at={newestAt} /> : "none yet"}</dd>
        <dt>Unreadable messages</dt>
        <dd className={classes("tabular-nums", dropped > 0 && "font-semibold text-suspect")}>{formatCount(dropped)}</dd>
        <dt>This clock differs by</dt>
        <dd className="tabular-nums">{formatSpan(Math.abs(clock.offsetMs))}</dd>
        <dt>Times are shown in</dt>
        <dd>{zoneName()}</dd>
      </dl>
      {status === "lost" && (
        <Button className="mt-3 w-full justify-center" onClick={() => feed.reconnectNow()}>
          Connect now
        </Button>
      )}
    </>
  );
}
