import { Unplug } from "lucide-react";
import { useConnection, useLivePlatform, useNow } from "../realtime/live-platform.js";
import { formatSpan } from "../ui/format.js";
import { Moment } from "../ui/moment.js";

/** Says across the page that what it shows is no longer live, and since when. */
export function ConnectionBanner() {
  const { feed } = useLivePlatform();
  const { status, since } = useConnection();
  const now = useNow();
  return (
    <>
      <p role="status" className="sr-only">
        {status === "lost" && "Connection lost. Values shown are the last received."}
        {status === "live" && "Connection live."}
      </p>
      {status === "lost" && (
        <section
          aria-label="Connection"
          className="flex flex-wrap items-center gap-x-2 gap-y-1 bg-lost-fill px-3 py-2 text-ink sm:px-5"
        >
          <Unplug aria-hidden="true" className="size-4 text-lost" />
          <span className="font-semibold">
            No connection since <Moment at={since} />
          </span>
          <span className="tabular-nums">
            ({formatSpan(Math.max(0, now - since))}). Values are the last received; trying again by itself.
          </span>
          <button type="button" className="font-semibold underline print:hidden" onClick={() => feed.reconnectNow()}>
            Connect now
          </button>
        </section>
      )}
    </>
  );
}
