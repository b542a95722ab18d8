import { LiveFeed } from "../realtime/live-feed.js";
import type { LivePlatform } from "../realtime/live-platform.js";
import { openLiveSocket } from "../realtime/live-socket.js";
import { PlatformClock } from "../realtime/platform-clock.js";
import { InsightStore } from "../units/insight-store.js";
import { UnitStore } from "../units/unit-store.js";

/** Wires what lives outside React. Runs for as long as the page is open. */
export function startLivePlatform(): LivePlatform {
  const clock = new PlatformClock();
  const units = new UnitStore();
  const insights = new InsightStore();
  const feed = new LiveFeed(openLiveSocket(), clock);
  feed.consume((events) => {
    units.applyReadings(events.flatMap(({ kind, frame }) => (kind === "insight" ? [] : [frame.readings])));
    insights.apply(events.flatMap(({ frame }) => ("insights" in frame ? [frame.insights] : [])));
  });
  clock.start();
  feed.start();
  return { clock, units, insights, feed };
}
